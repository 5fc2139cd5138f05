"""The assistant: one module for each stage of the pipeline that the portfolio explains."""
