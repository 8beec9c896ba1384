"""What a run did, read once from the warehouse: `facts` for the terminal's summary and for the page of HTML that `page` makes."""
