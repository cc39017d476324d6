"""Pages in a browser, through Streamlit.

In a folder of its own: beside an app, Streamlit takes every file in `pages/` for a script to run.
"""
