"""The public provider file (NPPES): what CMS publishes about each NPI, kept beside what people type."""
