"""What is known of the contact point, its agreed answers and its enquiries."""
