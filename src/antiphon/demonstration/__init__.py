"""The fictional system "Ashmere and Vale": what `antiphon demo` loads, walks and prints.

Every person, organisation, place and comment in `data` is invented. `story.toml` tells three
engagements; `voices-*.csv` holds what people said in two of them. Details that look personal
are there on purpose, so that de-identification has something to find; they use ranges kept for
fiction or testing (example.org, 07700 900xxx, 01632 960xxx, NHS numbers from 999).
"""
