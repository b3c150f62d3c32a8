package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.Settings;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Reads everything that an object holds, so that two states count as the same only if all that could make them
/// behave differently is the same.
///
/// It reads fields by reflection: none can be forgotten when the protocol changes, and what it can't read it
/// refuses. Two things are abstracted. *Times* (numbers from [#TIMES_FROM] on) count relative to now, and no
/// further away than the horizon: the protocol compares times with now, by durations that are all shorter.
/// *Constants* ([Settings], [Rules]) are left out. Order counts where a collection has one. What is read is kept
/// as its SHA-256.
final class StateImage {
    /// Clocks of a search start far above this, and nothing else counts so far.
    static final long TIMES_FROM = 1L << 40;

    private static final AtomicInteger TYPES = new AtomicInteger();
    private static final ClassValue<Shape> SHAPES = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return Shape.of(type);
        }
    };

    private final long now;
    private final long horizon;
    private final IdentityHashMap<Object, Integer> met = new IdentityHashMap<>();
    private ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);

    /// What is read of a type.
    private record Shape(int number, List<Field> fields) {
        static Shape of(Class<?> type) {
            var fields = new ArrayList<Field>();
            for (Class<?> t = type; t != null && t != Object.class; t = t.getSuperclass()) {
                for (var field : t.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        fields.add(field);
                    }
                }
            }
            return new Shape(TYPES.incrementAndGet(), List.copyOf(fields));
        }
    }

    private StateImage(long now, long horizon) {
        this.now = now;
        this.horizon = horizon;
    }

    /// A digest of everything that an object holds.
    ///
    /// @param now the clock by which its times count
    /// @param horizon longer than any duration with which it compares a time
    static String of(Object root, long now, long horizon) {
        var image = new StateImage(now, horizon);
        image.read(root);
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(image.bytes.toByteArray());
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void write(long value) {
        if (value >= 0 && value < 0x80) {
            bytes.write((int) value);
        } else {
            bytes.write(0xff);
            bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        }
    }

    private void time(long at) {
        write(at < TIMES_FROM ? at : Long.MAX_VALUE / 2 + Math.clamp(at - now, -horizon, horizon));
    }

    private void read(@Nullable Object value) {
        switch (value) {
            case null -> write(0);
            case Settings _ -> write(1);
            case Rules _ -> write(1);
            case Long number -> time(number);
            case Integer number -> write(number);
            case Boolean truth -> write(truth ? 1 : 0);
            case String text -> {
                var utf8 = text.getBytes(StandardCharsets.UTF_8);
                write(utf8.length);
                bytes.writeBytes(utf8);
            }
            case Enum<?> constant -> read(constant.name());
            case Optional<?> optional -> read(optional.orElse(null));
            case Map<?, ?> map -> map(map);
            case Collection<?> collection -> collection(collection);
            default -> object(value);
        }
    }

    private void map(Map<?, ?> map) {
        boolean ordered = map instanceof LinkedHashMap || map instanceof SortedMap;
        var entries = new ArrayList<List<Object>>();
        map.forEach((key, value) -> entries.add(List.of(key, value)));
        elements(entries, ordered);
    }

    private void collection(Collection<?> collection) {
        elements(
                collection,
                !(collection instanceof Set) || collection instanceof LinkedHashSet || collection instanceof SortedSet);
    }

    private void elements(Collection<?> elements, boolean ordered) {
        write(elements.size());
        if (ordered) {
            elements.forEach(this::read);
            return;
        }
        var whole = bytes;
        var parts = new ArrayList<String>();
        for (var element : elements) {
            bytes = new ByteArrayOutputStream(64);
            read(element);
            parts.add(bytes.toString(StandardCharsets.ISO_8859_1));
        }
        bytes = whole;
        parts.sort(null);
        parts.forEach(part -> bytes.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private void object(Object object) {
        var type = object.getClass();
        if (!type.getName().startsWith("dev.understudy.")) {
            throw new IllegalStateException("a " + type.getName() + " in a state: its meaning is not known");
        }
        var shape = SHAPES.get(type);
        write(shape.number());
        if (!type.isRecord()) {
            var before = met.putIfAbsent(object, met.size());
            if (before != null) {
                write(before);
                return;
            }
            write(met.size());
        }
        for (var field : shape.fields()) {
            try {
                read(field.get(object));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("can't read " + field, e);
            }
        }
    }
}
