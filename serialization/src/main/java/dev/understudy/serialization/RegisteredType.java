package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.Registration;

/// A class with its wire name and serializer: Kryo's registration, and what Kryo's does not know.
///
/// @param manifest the name and the version that is written
/// @param registration class, serializer and id as Kryo wants them; shared by all Kryo instances
/// @param open whether it stands for all subtypes of its class as well
record RegisteredType(Manifest manifest, Registration registration, boolean open) {

    RegisteredType(Manifest manifest, Class<?> type, WireSerializer<?> serializer, boolean open) {
        this(manifest, new Registration(type, serializer, manifest.id()), open);
    }

    Class<?> type() {
        return registration.getType();
    }

    int id() {
        return registration.getId();
    }

    WireSerializer<?> serializer() {
        return WireKryo.serializerOf(registration);
    }
}
