radica completions fish | source
