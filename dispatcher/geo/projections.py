"""Flat grids back to latitude and longitude (WGS 84, degrees): the published formulas, no library.

Transverse Mercator: L. Krüger, Konforme Abbildung (1912), the series of C. Karney, J. Geodesy 85 (2011), to n^4.
Lambert conformal conic, two parallels: J. Snyder, Map Projections (USGS PP 1395), p. 107.
Swiss grids: swisstopo, Approximate formulas for the transformation between Swiss projection coordinates and WGS 84.
British grid: Ordnance Survey, A guide to coordinate systems in Great Britain, annexes B and C.
"""

import math
from dataclasses import dataclass

Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """Equatorial radius in metres, and flattening."""

    a: float
    f: float

    @property
    def e2(self) -> float:
        """The eccentricity, squared."""
        return self.f * (2 - self.f)


WGS84 = Ellipsoid(6_378_137.0, 1 / 298.257223563)
GRS80 = Ellipsoid(6_378_137.0, 1 / 298.257222101)
AIRY = Ellipsoid(6_377_563.396, 1 - 6_356_256.909 / 6_377_563.396)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransverseMercator:
    """One grid; false origin and false easting in metres, the true origin in degrees."""

    ellipsoid: Ellipsoid
    longitude: float
    latitude: float = 0.0
    scale: float = 0.9996
    east: float = 500_000.0
    north: float = 0.0

    def forward(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return easting and northing in metres."""
        xi, eta = self._sphere(latitude, longitude)
        n = self._n
        alpha = (
            n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16 + 41 * n**4 / 180,
            13 * n**2 / 48 - 3 * n**3 / 5 + 557 * n**4 / 1440,
            61 * n**3 / 240 - 103 * n**4 / 140,
            49_561 * n**4 / 161_280,
        )
        at, off = xi, eta
        for order, term in enumerate(alpha, 1):
            at += term * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
            off += term * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
        return self.east + self._radius * off, self.north + self._radius * (at - self._origin)

    def back(self, east: float, north: float) -> Position:
        """Return latitude and longitude in degrees, on the grid's own ellipsoid."""
        xi, eta = (north - self.north) / self._radius + self._origin, (east - self.east) / self._radius
        n = self._n
        beta = (
            n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
            n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
            17 * n**3 / 480 - 37 * n**4 / 840,
            4_397 * n**4 / 161_280,
        )
        at, off = xi, eta
        for order, term in enumerate(beta, 1):
            at -= term * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
            off -= term * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
        longitude = self.longitude + math.degrees(math.atan2(math.sinh(off), math.cos(at)))
        tau_conformal = math.sin(at) / math.hypot(math.sinh(off), math.cos(at))
        return math.degrees(math.atan(_geodetic(tau_conformal, math.sqrt(self.ellipsoid.e2)))), longitude

    @property
    def _n(self) -> float:
        return self.ellipsoid.f / (2 - self.ellipsoid.f)

    @property
    def _radius(self) -> float:
        n = self._n
        return self.scale * self.ellipsoid.a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)

    @property
    def _origin(self) -> float:
        """Where the true origin's latitude lies on the meridian, in radii."""
        if self.latitude == 0:
            return 0.0
        at_equator = TransverseMercator(
            ellipsoid=self.ellipsoid, longitude=self.longitude, scale=self.scale, east=self.east
        )
        return at_equator.forward(self.latitude, self.longitude)[1] / self._radius

    def _sphere(self, latitude: float, longitude: float) -> tuple[float, float]:
        e, tau = math.sqrt(self.ellipsoid.e2), math.tan(math.radians(latitude))
        sigma = math.sinh(e * math.atanh(e * tau / math.hypot(1, tau)))
        conformal = tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)
        turn = math.radians(longitude - self.longitude)
        return math.atan2(conformal, math.cos(turn)), math.asinh(math.sin(turn) / math.hypot(conformal, math.cos(turn)))


def _geodetic(conformal: float, e: float) -> float:
    """Return the tangent of the latitude that has this conformal one (Newton's method)."""
    tau = conformal
    for _ in range(6):
        sigma = math.sinh(e * math.atanh(e * tau / math.hypot(1, tau)))
        found = tau * math.hypot(1, sigma) - sigma * math.hypot(1, tau)
        step = (conformal - found) / math.hypot(1, found)
        tau += step * (1 + (1 - e**2) * tau**2) / ((1 - e**2) * math.hypot(1, tau))
        if abs(step) < 1e-13:
            break
    return tau


def utm_grid(zone: int, *, south: bool = False) -> TransverseMercator:
    """Return the grid of a UTM zone, 1 to 60."""
    return TransverseMercator(ellipsoid=WGS84, longitude=zone * 6 - 183, north=10_000_000.0 if south else 0.0)


_BRITISH = TransverseMercator(
    ellipsoid=AIRY, longitude=-2, latitude=49, scale=0.9996012717, east=400_000, north=-100_000
)


def british(east: float, north: float) -> Position:
    """Return the position of metres on the National Grid; the seven-parameter shift is good for 5 m."""
    latitude, longitude = (math.radians(angle) for angle in _BRITISH.back(east, north))
    normal = AIRY.a / math.sqrt(1 - AIRY.e2 * math.sin(latitude) ** 2)
    x = normal * math.cos(latitude) * math.cos(longitude)
    y = normal * math.cos(latitude) * math.sin(longitude)
    z = normal * (1 - AIRY.e2) * math.sin(latitude)
    rx, ry, rz = (math.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
    grown = 1 - 20.4894e-6
    return _from_centre(
        446.448 + grown * x - rz * y + ry * z,
        -125.157 + rz * x + grown * y - rx * z,
        542.060 - ry * x + rx * y + grown * z,
    )


def _from_centre(x: float, y: float, z: float) -> Position:
    across = math.hypot(x, y)
    latitude = math.atan2(z, across * (1 - WGS84.e2))
    for _ in range(6):
        normal = WGS84.a / math.sqrt(1 - WGS84.e2 * math.sin(latitude) ** 2)
        latitude = math.atan2(z + WGS84.e2 * normal * math.sin(latitude), across)
    return math.degrees(latitude), math.degrees(math.atan2(y, x))


def swiss(east: float, north: float) -> Position:
    """Return the position of metres in LV95; good for a metre."""
    y, x = (east - 2_600_000) / 1_000_000, (north - 1_200_000) / 1_000_000
    longitude = 2.6779094 + 4.728982 * y + 0.791484 * y * x + 0.1306 * y * x**2 - 0.0436 * y**3
    latitude = 16.9023892 + 3.238272 * x - 0.270978 * y**2 - 0.002528 * x**2 - 0.0447 * y**2 * x - 0.0140 * x**3
    return latitude * 100 / 36, longitude * 100 / 36


def _cone(latitude: float) -> float:
    e = math.sqrt(GRS80.e2)
    sine = math.sin(latitude)
    return math.tan(math.pi / 4 - latitude / 2) / ((1 - e * sine) / (1 + e * sine)) ** (e / 2)


def _parallel(latitude: float) -> float:
    return math.cos(latitude) / math.sqrt(1 - GRS80.e2 * math.sin(latitude) ** 2)


_FIRST, _SECOND, _ORIGIN = (math.radians(angle) for angle in (49.0, 44.0, 46.5))
_CONE_N = math.log(_parallel(_FIRST) / _parallel(_SECOND)) / math.log(_cone(_FIRST) / _cone(_SECOND))
_CONE_F = _parallel(_FIRST) / (_CONE_N * _cone(_FIRST) ** _CONE_N)
_RHO = GRS80.a * _CONE_F * _cone(_ORIGIN) ** _CONE_N


def lambert93(east: float, north: float) -> Position:
    """Return the position of metres in Lambert-93 (RGF93, which is WGS 84 but for centimetres)."""
    x, y = east - 700_000, _RHO - (north - 6_600_000)
    t = (math.hypot(x, y) / (GRS80.a * _CONE_F)) ** (1 / _CONE_N)
    e = math.sqrt(GRS80.e2)
    latitude = math.pi / 2 - 2 * math.atan(t)
    for _ in range(10):
        sine = math.sin(latitude)
        latitude = math.pi / 2 - 2 * math.atan(t * ((1 - e * sine) / (1 + e * sine)) ** (e / 2))
    return math.degrees(latitude), 3 + math.degrees(math.atan2(x, y) / _CONE_N)
