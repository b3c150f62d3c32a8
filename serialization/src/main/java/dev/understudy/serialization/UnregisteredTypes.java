package dev.understudy.serialization;

import org.jspecify.annotations.Nullable;

/// Finds the line that registers a class, for the message of [UnregisteredTypeException].
final class UnregisteredTypes {

    private UnregisteredTypes() {}

    static UnregisteredTypeException refuse(Class<?> type) {
        return new UnregisteredTypeException(
                type, "class " + type.getName() + " is not registered and cannot be sent; " + advice(type));
    }

    private static String advice(Class<?> type) {
        if (type.isHidden() || type.isAnonymousClass()) {
            return "send a record instead: the class of a lambda or an anonymous class means nothing to another node";
        }
        if (type.isArray()) {
            return "send a list, or declare the component as " + type.getSimpleName() + " where it stands";
        }
        var root = sealedRootOf(type);
        if (root != null) {
            return "register its whole protocol:\n    " + line(root, "");
        }
        if (type.isRecord() || type.isEnum()) {
            return "register it:\n    " + line(type, "");
        }
        return "it is neither record nor enum, so say how to write it:\n    " + line(type, ", serializer");
    }

    private static String line(Class<?> type, String more) {
        return ".register(\"" + WireNames.derivedFrom(type) + "\", " + WireNames.inSource(type) + ".class" + more + ")";
    }

    /// The outermost sealed type above a class, or null.
    private static @Nullable Class<?> sealedRootOf(Class<?> type) {
        var parent = type.getSuperclass();
        if (parent != null && !parent.isEnum()) {
            var above = sealedRootOf(parent);
            if (above != null || parent.isSealed()) {
                return above == null ? parent : above;
            }
        }
        for (var face : type.getInterfaces()) {
            var above = sealedRootOf(face);
            if (above != null || face.isSealed()) {
                return above == null ? face : above;
            }
        }
        return null;
    }
}
