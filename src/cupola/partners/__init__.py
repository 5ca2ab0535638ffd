"""Who supplies what, what goes when somebody leaves, and what each partner is worth. NumPy and SciPy alone; times in s."""
