package dev.understudy.serialization;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The numbers that stand for names on the wire, each derived from its name alone.
///
/// An id is the head of the name's SHA-256, so every node and every journal reader finds the same one without
/// agreeing first, and neither the order of registration nor of components matters. Two names may meet in one id;
/// that is refused when the registry is built, and `wire-contract.txt` lists every id so that a person can check.
final class WireIds {

    /// Ids below this one belong to [BuiltIns] and take one byte; derived ones take four.
    static final int FIRST_DERIVED = 1024;

    /// The component id that no component has; it carries the manifest's version where that is not 1.
    static final int VERSION_COMPONENT = 0;

    private static final int TYPE_BITS = 28;

    private WireIds() {}

    /// The id of a type: 28 bits, at least [#FIRST_DERIVED].
    static int ofType(String name) {
        byte[] digest = digest(name);
        int head = ((digest[0] & 0xFF) << 24)
                | ((digest[1] & 0xFF) << 16)
                | ((digest[2] & 0xFF) << 8)
                | (digest[3] & 0xFF);
        int id = head >>> (Integer.SIZE - TYPE_BITS);
        return id < FIRST_DERIVED ? id + FIRST_DERIVED : id;
    }

    /// The id of a record component: 16 bits, never [#VERSION_COMPONENT].
    static int ofComponent(String name) {
        byte[] digest = digest(name);
        int id = ((digest[0] & 0xFF) << 8) | (digest[1] & 0xFF);
        return id == VERSION_COMPONENT ? 1 : id;
    }

    /// A short fingerprint of a whole text: 16 hexadecimal digits.
    static String fingerprint(String text) {
        return HexFormat.of().formatHex(digest(text), 0, Long.BYTES);
    }

    /// A type id as people see it, in contracts and messages.
    static String text(int typeId) {
        return HexFormat.of().toHexDigits(typeId, TYPE_BITS / 4);
    }

    /// A component id as people see it.
    static String componentText(int componentId) {
        return HexFormat.of().toHexDigits(componentId, 4);
    }

    private static byte[] digest(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform must have SHA-256", e);
        }
    }
}
