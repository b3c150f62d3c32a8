package dev.understudy.serialization;

/// A value that says its own type: of a sealed protocol, an interface, or `Object`.
final class PolymorphicSerializer extends WireSerializer<Object> {

    private final Class<?> declared;
    private final String wireName;

    /// @param declared what the component wants; anything else in the bytes is refused
    PolymorphicSerializer(Class<?> declared, String wireName) {
        this.declared = declared;
        this.wireName = wireName;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Object value) {
        var registration = kryo.writeClass(out, value.getClass());
        kryo.enter();
        WireKryo.serializerOf(registration).putAny(kryo, out, value);
        kryo.leave();
    }

    @Override
    Object read(WireKryo kryo, ValueInput in) {
        var registration = kryo.readClass(in);
        kryo.enter();
        Object value = WireKryo.serializerOf(registration).read(kryo, in);
        kryo.leave();
        if (!declared.isInstance(value)) {
            throw new IncompatibleMessageException("expected " + wireName + " but the bytes hold "
                    + WireKryo.serializerOf(registration).wireType());
        }
        return value;
    }

    @Override
    String wireType() {
        return wireName;
    }
}
