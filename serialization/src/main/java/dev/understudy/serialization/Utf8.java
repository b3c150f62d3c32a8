package dev.understudy.serialization;

import java.nio.charset.StandardCharsets;

/// Strings to UTF-8 and back without losing anything.
///
/// The JDK replaces half a surrogate pair, as left behind by cutting a string within an emoji, by a question
/// mark. A message must arrive as it was sent, so such a half travels as the three bytes that UTF-8 would give it
/// (the form known as WTF-8). Reading is strict in everything else: overlong and impossible sequences are
/// refused.
final class Utf8 {

    private Utf8() {}

    /// How many bytes the string takes.
    static int length(String s) {
        int chars = s.length();
        int length = chars;
        for (int i = 0; i < chars; i++) {
            char c = s.charAt(i);
            if (c < 0x80) {
                continue;
            }
            length++;
            if (c >= 0x800) {
                length++;
                if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(s.charAt(i + 1))) {
                    i++; // a pair takes four bytes: its two chars are counted, and two more
                }
            }
        }
        return length;
    }

    /// Writes the string to `bytes` from `at`; there must be room for [#length(String)] bytes.
    static void encode(String s, byte[] bytes, int at) {
        int p = at;
        int chars = s.length();
        for (int i = 0; i < chars; i++) {
            char c = s.charAt(i);
            if (c < 0x80) {
                bytes[p++] = (byte) c;
            } else if (c < 0x800) {
                bytes[p++] = (byte) (0xC0 | (c >> 6));
                bytes[p++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(s.charAt(i + 1))) {
                int point = Character.toCodePoint(c, s.charAt(++i));
                bytes[p++] = (byte) (0xF0 | (point >> 18));
                bytes[p++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                bytes[p++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                bytes[p++] = (byte) (0x80 | (point & 0x3F));
            } else {
                bytes[p++] = (byte) (0xE0 | (c >> 12));
                bytes[p++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                bytes[p++] = (byte) (0x80 | (c & 0x3F));
            }
        }
    }

    /// Reads `length` bytes from `at` as a string. Throws [MalformedMessageException] if they are not UTF-8.
    static String decode(byte[] bytes, int at, int length) {
        int end = at + length;
        for (int i = at; i < end; i++) {
            if (bytes[i] < 0) {
                return decodeSlowly(bytes, at, end);
            }
        }
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }

    private static String decodeSlowly(byte[] bytes, int at, int end) {
        var text = new StringBuilder(end - at);
        int p = at;
        while (p < end) {
            int lead = bytes[p++];
            if (lead >= 0) {
                text.append((char) lead);
                continue;
            }
            int more = (lead >> 5) == -2 ? 1 : (lead >> 4) == -2 ? 2 : (lead >> 3) == -2 ? 3 : 0;
            if (more == 0 || end - p < more) {
                throw malformed(p - 1 - at);
            }
            int point = lead & (0x3F >> more);
            for (int i = 0; i < more; i++) {
                int next = bytes[p++];
                if ((next >> 6) != -2) {
                    throw malformed(p - 1 - at);
                }
                point = (point << 6) | (next & 0x3F);
            }
            if (point < smallest(more) || point > Character.MAX_CODE_POINT) {
                throw malformed(p - 1 - at);
            }
            text.appendCodePoint(point);
        }
        return text.toString();
    }

    /// The smallest code point that needs this many bytes after the first; anything below is an overlong form.
    private static int smallest(int more) {
        return switch (more) {
            case 1 -> 0x80;
            case 2 -> 0x800;
            default -> 0x10000;
        };
    }

    private static MalformedMessageException malformed(int index) {
        return new MalformedMessageException("text is not UTF-8 at its byte " + index);
    }
}
