"""Teaches the product what a text is like that speaks to whoever sums up answers, and measures how well it learnt."""
