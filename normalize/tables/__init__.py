"""Raw tables to rows with columns and numbers: stitched over pages, headers read, outline told."""
