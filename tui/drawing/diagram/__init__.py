"""Boxes and flows on the character grid: placed, routed, drawn, walked, broken and exported.

Pure Python without Textual. netext, the nearest library, was tried and not used: it places by layers alone, joins
edges where they share a cell with corners instead of junctions, has no line style for a kind of edge, and does not
give out the cells of a path, which the marching dashes need.
"""
