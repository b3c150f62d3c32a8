package dev.understudy.serialization;

import java.util.List;
import java.util.Set;

/// Which types of a contract read the bytes of which others.
final class WireTypes {

    private static final List<String> WIDENING = List.of("byte", "short", "int", "long", "float", "double");
    private static final Set<String> SEQUENCES = Set.of("list", "set", "sorted-set", "array");
    private static final Set<String> MAPS = Set.of("map", "sorted-map");

    private WireTypes() {}

    /// Whether a component declared as `now` reads everything that was written as `before`.
    static boolean canRead(String before, String now) {
        if (before.equals(now)) {
            return true;
        }
        if (isOptional(now)) {
            return canRead(isOptional(before) ? argumentsOf(before) : before, argumentsOf(now));
        }
        if (isOptional(before)) {
            return !isPrimitive(now) && canRead(argumentsOf(before), now);
        }
        if (isNullable(before) && isPrimitive(now)) {
            return false; // a null would silently become a zero
        }
        if (rank(before) >= 0 && rank(now) >= 0) {
            return rank(before) <= rank(now);
        }
        if (bare(before).equals("char")) {
            return bare(now).equals("char") || rank(now) >= rank("int");
        }
        if (bare(before).equals(bare(now)) && !before.contains("<")) {
            return true; // boolean and boolean?
        }
        return sameShape(before, now);
    }

    private static boolean sameShape(String before, String now) {
        var outerBefore = outerOf(before);
        var outerNow = outerOf(now);
        if (SEQUENCES.contains(outerBefore) && SEQUENCES.contains(outerNow)) {
            return canRead(argumentsOf(before), argumentsOf(now));
        }
        if (MAPS.contains(outerBefore) && MAPS.contains(outerNow)) {
            int cutBefore = topLevelComma(argumentsOf(before));
            int cutNow = topLevelComma(argumentsOf(now));
            return canRead(
                            argumentsOf(before).substring(0, cutBefore),
                            argumentsOf(now).substring(0, cutNow))
                    && canRead(
                            argumentsOf(before).substring(cutBefore + 1),
                            argumentsOf(now).substring(cutNow + 1));
        }
        boolean container = SEQUENCES.contains(outerNow) || MAPS.contains(outerNow);
        return outerBefore.equals(outerNow) && !container; // what a ref accepts is not in its bytes
    }

    private static boolean isOptional(String type) {
        return outerOf(type).equals("optional");
    }

    private static boolean isNullable(String type) {
        return type.endsWith("?");
    }

    private static boolean isPrimitive(String type) {
        return WIDENING.contains(type) || type.equals("char") || type.equals("boolean");
    }

    private static int rank(String type) {
        return WIDENING.indexOf(bare(type));
    }

    private static String bare(String type) {
        return isNullable(type) ? type.substring(0, type.length() - 1) : type;
    }

    private static String outerOf(String type) {
        int open = type.indexOf('<');
        return open < 0 ? type : type.substring(0, open);
    }

    private static String argumentsOf(String type) {
        int open = type.indexOf('<');
        return open < 0 ? "" : type.substring(open + 1, type.length() - 1);
    }

    private static int topLevelComma(String arguments) {
        int depth = 0;
        for (int i = 0; i < arguments.length(); i++) {
            switch (arguments.charAt(i)) {
                case '<' -> depth++;
                case '>' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        return i;
                    }
                }
                default -> {
                    // part of a name
                }
            }
        }
        throw new IllegalArgumentException("a map has two arguments, not \"" + arguments + '"');
    }
}
