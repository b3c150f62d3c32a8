package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.util.Util;

/// Keeps Kryo from touching `sun.misc.Unsafe`, which nothing here needs and for which the JVM prints a warning on
/// the error stream of whoever embeds us.
///
/// Kryo looks at a system property once, when its class `Util` is initialized. So this must come before anything
/// else of Kryo's; the property is put back afterwards, and whoever has set it keeps that choice.
final class KryoStart {

    private static final String UNSAFE_PROPERTY = "kryo.unsafe";

    private KryoStart() {}

    static void withoutUnsafe() {
        if (System.getProperty(UNSAFE_PROPERTY) == null) {
            System.setProperty(UNSAFE_PROPERTY, "false");
            Util.isUnsafeAvailable();
            System.clearProperty(UNSAFE_PROPERTY);
        }
    }
}
