package dev.understudy.serialization;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which wire name a class gets.
///
/// In this order: the name given to the class itself; the name of the closest sealed protocol that was registered
/// with one, followed by the class's last word (`bank.account` + `Withdraw` = `bank.account.withdraw`; sealed
/// types in between do not count, so members may be regrouped); the name derived from the class ([WireNames]).
final class ProtocolNames {

    private final Map<Class<?>, String> given = new HashMap<>();
    private final Map<Class<?>, String> protocols = new LinkedHashMap<>();
    private final Map<String, Class<?>> owners = new HashMap<>();

    /// Names one class.
    void give(Class<?> type, String name) {
        var before = given.put(type, WireNames.checked(name));
        if (before != null && !before.equals(name)) {
            throw new RegistrationException(
                    type.getName() + " is registered under two names: " + before + " and " + name);
        }
        if (type.isSealed() && !type.isEnum()) {
            protocols.put(type, name);
        }
    }

    /// The name of a class, which no other class gets from now on.
    String claim(Class<?> type) {
        var name = find(type);
        if (BuiltIns.reservedId(name).isPresent() && BuiltIns.isForeign(type)) {
            throw new RegistrationException("wire name " + name + " of " + type.getName()
                    + " is a built-in type's; give it another one: " + line(type));
        }
        var owner = owners.putIfAbsent(name, type);
        if (owner != null && owner != type) {
            throw new RegistrationException("wire name " + name + " stands for both " + owner.getName() + " and "
                    + type.getName() + "; give one of them another name: " + line(type));
        }
        return name;
    }

    private String find(Class<?> type) {
        var own = given.get(type);
        if (own != null) {
            return own;
        }
        var protocol = protocolOf(type);
        return protocol == null ? WireNames.derivedFrom(type) : protocols.get(protocol) + '.' + WireNames.leafOf(type);
    }

    private @Nullable Class<?> protocolOf(Class<?> type) {
        Class<?> closest = null;
        for (var candidate : protocols.keySet()) {
            if (!candidate.isAssignableFrom(type)) {
                continue;
            }
            if (closest == null || closest.isAssignableFrom(candidate)) {
                closest = candidate;
            } else if (!candidate.isAssignableFrom(closest)) {
                throw new RegistrationException(type.getName() + " belongs to both " + protocols.get(closest) + " and "
                        + protocols.get(candidate) + "; name it by itself: " + line(type));
            }
        }
        return closest;
    }

    private static String line(Class<?> type) {
        return ".register(\"its.own.name\", " + WireNames.inSource(type) + ".class)";
    }
}
