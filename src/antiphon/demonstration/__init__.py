"""The fictional system "Ashmere and Vale": what `antiphon demo` loads, walks and prints."""
