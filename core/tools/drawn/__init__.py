"""What is drawn by the server as SVG: charts, codes."""
