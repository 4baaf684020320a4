"""Templates of campaigns, in our own words. A campaign that begins with one has its plan half written; every word can change."""
