package dev.understudy.integration;

import com.tngtech.archunit.core.domain.JavaClass;

/// Leave for one place to pick something out of the air.
///
/// @param place a top-level class by its full name (its nested classes are meant too), or a package as `name..`
/// @param use what it may do
/// @param reason why it has to, for whoever wonders whether another class may too
record Sanction(String place, Ambient use, String reason) {

    Sanction {
        if (reason.isBlank()) {
            throw new IllegalArgumentException(place + " needs a reason for its leave to use " + use);
        }
    }

    /// Whether this gives leave to a class.
    boolean covers(JavaClass type, Ambient wanted) {
        if (use != wanted) {
            return false;
        }
        if (place.endsWith("..")) {
            var top = place.substring(0, place.length() - 2);
            return type.getPackageName().equals(top) || type.getPackageName().startsWith(top + ".");
        }
        return type.getName().equals(place) || type.getName().startsWith(place + "$");
    }
}
