package dev.understudy.remoting;

import java.util.regex.Pattern;

/// How names that the whole cluster shares look: those of topics, services and recipes.
final class Names {
    private static final int MOST_CHARACTERS = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+([._-][A-Za-z0-9]+)*");

    private Names() {}

    /// Returns the name if it is fit for the wire, else refuses it.
    static String checked(String what, String name) {
        if (name.length() > MOST_CHARACTERS || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "name '%s' of a %s must be words of letters and digits, joined by '.', '-' or '_', of %d characters at most"
                            .formatted(name, what, MOST_CHARACTERS));
        }
        return name;
    }
}
