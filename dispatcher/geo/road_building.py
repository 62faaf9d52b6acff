"""From ways to a network: nodes where streets meet, edges between them with class, length and shape."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from dispatcher.geo.collected import StreetWay
from dispatcher.geo.kinds import SPEED_KMH, Mark
from dispatcher.geo.planar import Plane, length_m
from dispatcher.geo.shapes import IntArray, encode


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A stretch of street between two nodes."""

    start: int
    finish: int
    way: StreetWay
    length_m: float
    points: IntArray

    @property
    def is_oneway(self) -> bool:
        """Whether it is driven from start to finish only."""
        return bool(self.way.marks & Mark.ONEWAY)


@dataclass(frozen=True, slots=True)
class Network:
    """The streets a vehicle can use."""

    nodes: list[tuple[int, int]]
    edges: list[Edge]
    main: frozenset[int]

    def node_rows(self) -> Iterator[tuple[object, ...]]:
        """Return the nodes as the table has them."""
        for number, (longitude, latitude) in enumerate(self.nodes):
            yield number, longitude, latitude, int(number in self.main)

    def edge_rows(self, street_of: Mapping[int, int]) -> Iterator[tuple[object, ...]]:
        """Return the edges as the table has them."""
        for number, edge in enumerate(self.edges):
            way = edge.way
            ends = (edge.start, edge.finish, way.kind.value, int(way.marks), round(edge.length_m, 1))
            yield number, *ends, street_of.get(id(way)), encode([edge.points])


def build_network(streets: Sequence[StreetWay], plane: Plane) -> Network:
    """Return the network of the drivable streets."""
    ways = [way for way in streets if way.kind in SPEED_KMH]
    uses = Counter(ref for way in ways for ref in way.refs)
    numbers: dict[int, int] = {}
    nodes: list[tuple[int, int]] = []
    edges: list[Edge] = []
    for way in ways:
        cuts = [i for i, ref in enumerate(way.refs) if i in (0, len(way.refs) - 1) or uses[ref] > 1]
        if len(cuts) == 2 and way.refs[0] == way.refs[-1]:
            cuts = [cuts[0], len(way.refs) // 2, cuts[1]]  # a ring that nothing meets still has two ways round
        for first, last in pairwise(cuts):
            points = way.points[first : last + 1]
            ends: list[int] = []
            for place in (first, last):
                number = numbers.setdefault(way.refs[place], len(nodes))
                if number == len(nodes):
                    nodes.append((int(way.points[place][0]), int(way.points[place][1])))
                ends.append(number)
            long_m = length_m(plane.metres(points))
            edges.append(Edge(start=ends[0], finish=ends[1], way=way, length_m=long_m, points=points))
    return Network(nodes, edges, _largest_component(len(nodes), edges))


def _largest_component(count: int, edges: Sequence[Edge]) -> frozenset[int]:
    """Return the largest set of nodes that all reach each other (Kosaraju)."""
    onward: list[list[int]] = [[] for _ in range(count)]
    backward: list[list[int]] = [[] for _ in range(count)]
    for edge in edges:
        onward[edge.start].append(edge.finish)
        backward[edge.finish].append(edge.start)
        if not edge.is_oneway:
            onward[edge.finish].append(edge.start)
            backward[edge.start].append(edge.finish)
    seen = np.zeros(count, np.bool_)
    largest: list[int] = []
    for node in reversed(_finishing_order(onward)):
        if not seen[node]:
            component = _reached(node, backward, seen)
            largest = max(largest, component, key=len)
    return frozenset(largest)


def _finishing_order(onward: Sequence[Sequence[int]]) -> list[int]:
    seen, order = [False] * len(onward), list[int]()
    for root in range(len(onward)):
        if seen[root]:
            continue
        seen[root] = True
        path = [(root, iter(onward[root]))]
        while path:
            node, following = path[-1]
            for other in following:
                if not seen[other]:
                    seen[other] = True
                    path.append((other, iter(onward[other])))
                    break
            else:
                order.append(node)
                path.pop()
    return order


def _reached(
    start: int, onward: Sequence[Sequence[int]], seen: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> list[int]:
    seen[start] = True
    found, edge = [start], [start]
    while edge:
        for other in onward[edge.pop()]:
            if not seen[other]:
                seen[other] = True
                found.append(other)
                edge.append(other)
    return found
