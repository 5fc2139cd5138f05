"""Routes flows between boxes: shortest paths with few corners and crossings, each on lanes of its own.

Every flow is a shortest path (A*) on the sparse grid of `lanes`, by a cost of length, corners, crossings and ports
off the middle of a side. Flows are laid one after another, then each is taken up and laid again among all others
while that helps (rip-up and reroute, as in circuit boards). Two flows meet only where they cross at a right angle,
or, where ports have run out, where a flow joins another one of its kind with the same target.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from tui.drawing.diagram.geometry import GRID_STEPS, Cell, Rect, opposite
from tui.drawing.diagram.graph import Edge
from tui.drawing.diagram.lanes import CLOSED, HORIZONTAL, VERTICAL, Lanes

LENGTH_X, LENGTH_Y = 1, 2
"""Cost of a cell along a row and along a column; cells are about twice as high as wide."""
CORNER, CROSSING, JOIN, HUG, OFFSET = 8, 45, 60, 1, 1
_ROUNDS, MANY_FLOWS = 3, 30
"""How often each flow is laid again, at most; once where there are many."""

Corners = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """A flow's way: its corners from border to border, and what it costs.

    `joins` is the flow whose last part it shares, or None; `corners` lead to the target all the same.
    """

    corners: Corners
    cost: int
    joins: int | None = None


def route_all(lanes: Lanes, edges: tuple[Edge, ...]) -> list[Route | None]:
    """Return a route for each edge, in their order; None where no lane was left."""
    order = sorted(range(len(edges)), key=lambda index: _distance(lanes.boxes, edges[index]))
    routes: dict[int, Route] = {}
    for index in order:
        _lay(lanes, edges, routes, index)
    for _ in range(_ROUNDS if len(edges) < MANY_FLOWS else 1):
        before = sum(route.cost for route in routes.values()), -len(routes)
        for index in sorted(order, key=lambda index: -routes[index].cost if index in routes else -(10**6)):
            old = routes.pop(index, None)
            if old is not None:
                lanes.release(old.corners)
            if not _lay(lanes, edges, routes, index) and old is not None:
                routes[index] = old
                lanes.occupy(old.corners)
        if (sum(route.cost for route in routes.values()), -len(routes)) >= before:
            break
    for index in order:
        if index not in routes and (joined := _join(lanes, edges, routes, index)) is not None:
            routes[index] = joined
    return [routes.get(index) for index in range(len(edges))]


def _distance(boxes: Mapping[str, Rect], edge: Edge) -> int:
    (x, y), (to_x, to_y) = boxes[edge.source].center, boxes[edge.target].center
    return abs(to_x - x) * LENGTH_X + abs(to_y - y) * LENGTH_Y + (CORNER if x != to_x and y != to_y else 0)


def _lay(lanes: Lanes, edges: tuple[Edge, ...], routes: dict[int, Route], index: int) -> bool:
    goals = {
        port.cell: (opposite(port.outward), port.offset * OFFSET)
        for port in lanes.ports(edges[index].target)
        if not lanes.nodes.get(port.cell)
    }
    route = _shortest(lanes, edges[index], goals)
    if route is None:
        return False
    routes[index] = route
    lanes.occupy(route.corners)
    return True


def _join(lanes: Lanes, edges: tuple[Edge, ...], routes: Mapping[int, Route], index: int) -> Route | None:
    """Return a route that runs into another flow of the same kind and target, or None.

    It takes no lane beyond the place where it joins, and the flow that it joins is laid for good.
    """
    edge = edges[index]
    best: Route | None = None
    for mate, trunk in routes.items():
        if edges[mate].target != edge.target or edges[mate].kind != edge.kind:
            continue
        steps = list(lanes.walk(trunk.corners))
        goals = {cell: (-1, JOIN) for cell in steps[1:-2] if lanes.nodes.get(cell) in (HORIZONTAL, VERTICAL)}
        route = _shortest(lanes, edge, goals)
        if route is not None and (best is None or route.cost < best.cost):
            rest = steps[steps.index(route.corners[-1]) + 1 :]
            best = Route((*route.corners, *rest), route.cost, mate)
            own = route.corners
    if best is not None:
        lanes.occupy(own)
    return best


def _shortest(lanes: Lanes, edge: Edge, goals: Mapping[Cell, tuple[int, int]]) -> Route | None:
    """Return the cheapest route from any port of the source to any goal, or None.

    `goals` maps a cell to the direction in which it must be entered (-1 for any) and its own cost.
    """
    if not goals:
        return None
    xs, ys = lanes.xs, lanes.ys
    column = {x: index for index, x in enumerate(xs)}
    target = lanes.boxes[edge.target]
    queue: list[tuple[int, int, Cell, int]] = []
    costs: dict[tuple[Cell, int], int] = {}
    came: dict[tuple[Cell, int], tuple[Cell, int] | None] = {}
    starts = set()
    for port in lanes.ports(edge.source):
        if not lanes.nodes.get(port.cell):
            state = (port.cell, port.outward)
            starts.add(port.cell)
            costs[state], came[state] = port.offset * OFFSET, None
            heapq.heappush(queue, (costs[state] + _remaining(port.cell, target), costs[state], *state))
    while queue:
        _, cost, cell, heading = heapq.heappop(queue)
        if costs[cell, heading] < cost:
            continue
        if cell in goals and cell not in starts:
            return Route(_corners(came, (cell, heading)), cost)
        x, y = cell
        for turn in range(len(GRID_STEPS)):
            if turn == opposite(heading) or (turn != heading and (cell in starts or lanes.nodes.get(cell))):
                continue
            dx, dy = GRID_STEPS[turn]
            step_x = column[x] + dx
            if not (0 <= step_x < len(xs) and 0 <= y + dy < len(ys)):
                continue
            beyond = (xs[step_x], y + dy)
            price = _price(lanes, goals, cell, beyond, heading, turn)
            if price is None:
                continue
            state = (beyond, turn)
            if cost + price < costs.get(state, 10**9):
                costs[state], came[state] = cost + price, (cell, heading)
                heapq.heappush(queue, (cost + price + _remaining(beyond, target), cost + price, beyond, turn))
    return None


def _price(
    lanes: Lanes, goals: Mapping[Cell, tuple[int, int]], cell: Cell, beyond: Cell, heading: int, turn: int
) -> int | None:
    """Return what the step from `cell` to `beyond` costs, or None where it is not allowed."""
    if (min(cell, beyond), max(cell, beyond)) in lanes.segments:
        return None
    along_row = cell[1] == beyond[1]
    length = abs(beyond[0] - cell[0]) * LENGTH_X + abs(beyond[1] - cell[1]) * LENGTH_Y
    price = length + (CORNER if turn != heading else 0)
    if along_row and cell[1] in lanes.hugging:
        price += length * HUG
    goal = goals.get(beyond)
    if goal is not None:
        way, extra = goal
        adjacent = abs(beyond[0] - cell[0]) + abs(beyond[1] - cell[1]) == 1
        if way == turn and not (adjacent and turn != heading):
            return price + extra
        use = lanes.nodes.get(beyond)
        if way == -1 and use == (VERTICAL if along_row else HORIZONTAL):
            return price + extra
    if (beyond[1] in lanes.rims) if along_row else (beyond[0] in lanes.edges):
        return None
    use = lanes.nodes.get(beyond, 0)
    if beyond in lanes.inside or use & CLOSED or use & (HORIZONTAL if along_row else VERTICAL):
        return None
    return price + (CROSSING if use else 0)


def _remaining(cell: Cell, target: Rect) -> int:
    """Return the least that is left to go, which never overestimates."""
    x, y = cell
    dx = max(target.x - x, 0, x - target.right + 1)
    dy = max(target.y - y, 0, y - target.bottom + 1)
    return dx * LENGTH_X + dy * LENGTH_Y


def _corners(came: Mapping[tuple[Cell, int], tuple[Cell, int] | None], state: tuple[Cell, int]) -> Corners:
    """Return the path's ends and the cells where it turns."""
    cells = [state[0]]
    heading = state[1]
    before = came[state]
    while before is not None:
        cell, before_heading = before
        if before_heading != heading or came[before] is None:
            cells.append(cell)
        heading, before = before_heading, came[before]
    return tuple(reversed(cells))
