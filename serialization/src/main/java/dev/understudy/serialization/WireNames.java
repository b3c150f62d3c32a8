package dev.understudy.serialization;

import java.util.ArrayDeque;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How wire names look, and the one that a class gets when nobody names it.
///
/// A derived name is made of the class and those around it, without the package: `Account.GetBalance` becomes
/// `account.get-balance`. So a class may move between packages and members between files; renaming the class or
/// the one around it changes the name, and the comparison with `wire-contract.txt` fails until an explicit name
/// says what was meant.
final class WireNames {

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9]+(?:[._/-][A-Za-z0-9]+)*");
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

    private WireNames() {}

    /// Returns the name if it is fit for the wire and for `wire-contract.txt`, else refuses it.
    static String checked(String name) {
        if (!VALID.matcher(name).matches()) {
            throw new RegistrationException("wire name \"" + name
                    + "\" is not valid: use letters and digits, in words joined by '.', '-', '_' or '/'");
        }
        return name;
    }

    /// Returns the name of a component or constant if it can stand in `wire-contract.txt`, else refuses it.
    static String checkedPart(String name) {
        if (name.isEmpty() || !name.codePoints().allMatch(Character::isJavaIdentifierPart)) {
            throw new RegistrationException("wire name \"" + name
                    + "\" of a component or constant is not valid: it must look like a Java identifier");
        }
        return name;
    }

    /// The default name of a class.
    static String derivedFrom(Class<?> type) {
        var parts = new ArrayDeque<String>();
        for (@Nullable Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            parts.addFirst(leafOf(c));
        }
        return String.join(".", parts);
    }

    /// The last word of a class's name, as it follows the name of its sealed protocol.
    static String leafOf(Class<?> type) {
        var words = WORD_START.matcher(type.getSimpleName()).replaceAll("-");
        return words.replace('_', '-').replace("$", "").toLowerCase(Locale.ROOT);
    }

    /// How source code names the class.
    static String inSource(Class<?> type) {
        var canonical = type.getCanonicalName();
        if (canonical == null) {
            return type.getName();
        }
        var pkg = type.getPackageName();
        return pkg.isEmpty() ? canonical : canonical.substring(pkg.length() + 1);
    }
}
