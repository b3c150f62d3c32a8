package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.ClassResolver;
import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import org.jspecify.annotations.Nullable;

/// Tells Kryo which class an id means, from the [TypeIndex] and from nowhere else.
///
/// Kryo's own resolver loads a class by a name that it reads from the bytes even where registration is required,
/// and complains only afterwards. This one has no code that turns a name into a class.
@SuppressWarnings("rawtypes") // Kryo's interface is written with them, and an override cannot say more
final class WireClassResolver implements ClassResolver {

    private final TypeIndex index;
    private boolean open;

    WireClassResolver(TypeIndex index) {
        this.index = index;
    }

    @Override
    public void setKryo(Kryo kryo) {
        // Nothing here depends on the instance.
    }

    /// Begins to answer. Before that, Kryo's constructor would find our registrations of primitives and strings,
    /// which all Kryo instances share, and set its own serializers on them.
    void open() {
        open = true;
    }

    /// Kryo registers the primitives from its constructor; they have their ids from [BuiltIns] already.
    @Override
    public Registration register(Registration registration) {
        return registration;
    }

    @Override
    public Registration unregister(int classId) {
        throw new UnsupportedOperationException("a registry does not change once it is built");
    }

    @Override
    public Registration registerImplicit(Class type) {
        throw UnregisteredTypes.refuse(type);
    }

    @Override
    public @Nullable Registration getRegistration(Class type) {
        var known = open ? index.find((Class<?>) type) : null;
        return known == null ? null : known.registration();
    }

    @Override
    public @Nullable Registration getRegistration(int classId) {
        var known = open ? index.find(classId) : null;
        return known == null ? null : known.registration();
    }

    @Override
    public Registration writeClass(Output output, Class type) {
        var registration = require(type);
        ((ValueOutput) output).writeTypedHeader(registration.getId());
        return registration;
    }

    @Override
    public Registration readClass(Input input) {
        return require(((ValueInput) input).readTypeId());
    }

    @Override
    public void reset() {
        // There is no state of one message.
    }

    Registration require(Class<?> type) {
        var registration = getRegistration(type);
        if (registration == null) {
            throw UnregisteredTypes.refuse(type);
        }
        return registration;
    }

    Registration require(int id) {
        var registration = getRegistration(id);
        if (registration == null) {
            throw new UnknownManifestException(id);
        }
        return registration;
    }
}
