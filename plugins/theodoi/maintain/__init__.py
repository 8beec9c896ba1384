"""Maintenance: what keeps a warehouse, its lake and its Airflow healthy over years, a module for each duty."""
