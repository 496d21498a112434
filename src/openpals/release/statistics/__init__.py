"""Reference statistics of a release: how the ALSFRS-R runs since onset, for a member to see their own course beside.

``reference`` is what is published, ``reading`` its file; ``rows`` reads the release and says what each row counts,
``splines`` and ``curves`` make the centiles, ``unchanged`` the shares that stand still, ``telling`` says what of these
may be told, ``membership`` tries to find people in them, ``write`` writes them.
"""
