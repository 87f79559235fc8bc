"""Statistics over immutable Parquet snapshots, written once as Ibis expressions."""
