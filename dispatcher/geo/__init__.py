"""Map packs made of OpenStreetMap, places by name, and the road network. Knows no incident."""
