package dev.understudy.serialization;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A record as its components, each with its id.
///
/// *Evolution:* the reader takes the components it knows, by id, in any order; skips those it does not; and gives
/// those that are missing their default. So either side may have components that the other lacks. The common
/// case, in which writer and reader have the same components in the same order, costs one comparison for each.
///
/// *Version:* where the manifest's version is not 1 it comes first, under an id that no component has. A newer
/// one is refused; an older one is read by the class that is declared for it ([RecordRules#upcast]), else like
/// the newest.
final class RecordSerializer extends WireSerializer<Object> {

    /// An older version of the record: its class, and the way from there.
    record Upcast(RecordSerializer older, Function<Object, Object> conversion) {}

    private final Manifest manifest;
    private final Class<?> type;
    private ComponentPlan[] components = {};
    private @Nullable Object[] absent = {};
    private @Nullable MethodHandle constructor;
    private Map<Integer, Upcast> upcasts = Map.of();

    RecordSerializer(Manifest manifest, Class<?> type) {
        this.manifest = manifest;
        this.type = type;
    }

    /// Completes it. Apart from the constructor because records may contain themselves; called before the
    /// registry is published, never afterwards.
    void complete(List<ComponentPlan> plans, MethodHandle canonicalConstructor, Map<Integer, Upcast> olderVersions) {
        components = plans.toArray(ComponentPlan[]::new);
        absent = plans.stream().map(ComponentPlan::absent).toArray();
        constructor = canonicalConstructor
                .asSpreader(Object[].class, components.length)
                .asType(MethodType.methodType(Object.class, Object[].class));
        upcasts = Map.copyOf(olderVersions);
    }

    Manifest manifest() {
        return manifest;
    }

    Class<?> type() {
        return type;
    }

    List<ComponentPlan> components() {
        return List.of(components);
    }

    Map<Integer, Upcast> upcasts() {
        return upcasts;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Object value) {
        boolean versioned = manifest.version() != 1;
        out.writeRecordHeader(components.length + (versioned ? 1 : 0));
        if (versioned) {
            out.writeShort(WireIds.VERSION_COMPONENT);
            out.writeWhole(manifest.version());
        }
        kryo.enter();
        for (var component : components) {
            writeComponent(kryo, out, value, component);
        }
        kryo.leave();
    }

    @Override
    Object read(WireKryo kryo, ValueInput in) {
        int count = in.readComponentCount();
        int version = 1;
        kryo.enter();
        if (count > 0 && in.takeVersionMark()) {
            version = versionOf(in.readWhole());
            count--;
        }
        var upcast = upcasts.get(version);
        Object value = upcast == null
                ? construct(kryo, in, count)
                : convert(upcast, upcast.older().construct(kryo, in, count), version);
        kryo.leave();
        return value;
    }

    @Override
    int peekVersion(ValueInput in) {
        return in.readComponentCount() > 0 && in.takeVersionMark() ? versionOf(in.readWhole()) : 1;
    }

    @Override
    String wireType() {
        return manifest.name();
    }

    private void writeComponent(WireKryo kryo, ValueOutput out, Object value, ComponentPlan component) {
        try {
            component.write(kryo, out, value);
        } catch (SerializationException e) {
            throw e.at(manifest.name() + '.' + component.wireName());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new UnwritableMessageException("the accessor of " + component.wireName() + " threw " + e, e);
        }
    }

    private Object construct(WireKryo kryo, ValueInput in, int count) {
        var values = absent.clone();
        int expected = 0;
        int known = 0;
        for (int i = 0; i < count; i++) {
            int id = in.readShortUnsigned();
            int index = expected < components.length && components[expected].id() == id ? expected : indexOf(id);
            if (index < 0) {
                in.skipValue(kryo.depthLeft());
                continue;
            }
            values[index] = readComponent(kryo, in, components[index]);
            expected = index + 1;
            known++;
        }
        return construct(values, known);
    }

    private @Nullable Object readComponent(WireKryo kryo, ValueInput in, ComponentPlan component) {
        try {
            return component.read(kryo, in);
        } catch (SerializationException e) {
            throw e.at(manifest.name() + '.' + component.wireName());
        }
    }

    private Object construct(@Nullable Object[] values, int known) {
        var making = constructor;
        if (making == null) {
            throw new IllegalStateException("bug: " + manifest + " was never completed");
        }
        try {
            return (Object) making.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            int missing = Math.max(0, components.length - known);
            throw new IncompatibleMessageException(
                    "the constructor of " + type.getName() + " refused what was read as " + manifest + ": " + e
                            + (missing == 0
                                    ? ""
                                    : "; " + missing + " components were not in the bytes and got their"
                                            + " default, which defaultsTo(…) declares"),
                    e);
        }
    }

    private Object convert(Upcast upcast, Object older, int version) {
        try {
            return upcast.conversion().apply(older);
        } catch (RuntimeException e) {
            throw new IncompatibleMessageException(
                    "the upcast of " + manifest.name() + " from version " + version + " refused " + older + ": " + e,
                    e);
        }
    }

    private int indexOf(int id) {
        for (int i = 0; i < components.length; i++) {
            if (components[i].answersTo(id)) {
                return i;
            }
        }
        return -1;
    }

    private int versionOf(long written) {
        if (written < 1) {
            throw new MalformedMessageException(written + " is not a version of " + manifest.name());
        }
        if (written > manifest.version()) {
            throw new IncompatibleMessageException(manifest.name() + " was written in version " + written
                    + "; this node reads up to " + manifest.version());
        }
        return (int) written;
    }
}
