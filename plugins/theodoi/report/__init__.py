"""What a run did, read once from the warehouse: `facts` for the terminal's summary and for the page of HTML that `page` makes."""

# Where Airflow's api-server serves the reports, below its own address.
PREFIX = "/theodoi/reports"
