"""Disclosure control of counts: what may be told of how many people.

``read_people`` and ``build_cube`` make a release's cube, once; a ``Counter`` answers questions from it. ``protect``
hides what must be hidden of a table that is printed as counted, and ``spreads`` tells means, centiles and survival.
"""
