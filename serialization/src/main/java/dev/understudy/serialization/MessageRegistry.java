package dev.understudy.serialization;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// Every type that may travel or be stored, under its wire name. Immutable; make one for each node.
///
/// ```java
/// var registry = MessageRegistry.builder()
///         .register("bank.account", Account.Command.class)          // bank.account.withdraw,
/// bank.account.get-balance, …
///         .register("bank.account.event", Account.Event.class)
///         .build();
/// ```
///
/// A sealed protocol brings all its members; a record brings the records, enums and protocols of its components,
/// and what its refs accept. Types that nobody names get a name from their class and those around it, without the
/// package. What it all comes to is the [#contract()], which belongs into a file that is compared at every build
/// ([WireContractFile]).
public final class MessageRegistry {

    private final TypeIndex index;
    private final WireContract contract;

    private MessageRegistry(TypeIndex index, WireContract contract) {
        this.index = index;
        this.contract = contract;
    }

    /// Starts with the built-in types only: numbers, strings, collections, `java.time` and their like.
    public static Builder builder() {
        return new Builder();
    }

    /// A codec that refuses messages with refs in them.
    public MessageCodec codec() {
        return new MessageCodec(index, CodecLimits.DEFAULTS, null);
    }

    /// A codec whose refs are written and read by the resolver.
    public MessageCodec codec(RefResolver refs) {
        return codec(refs, CodecLimits.DEFAULTS);
    }

    /// A codec whose refs are written and read by the resolver, with limits of its own.
    public MessageCodec codec(RefResolver refs, CodecLimits limits) {
        return new MessageCodec(index, limits, refs);
    }

    /// A codec that refuses messages with refs in them, with limits of its own.
    public MessageCodec codec(CodecLimits limits) {
        return new MessageCodec(index, limits, null);
    }

    /// Names, ids, components and types of everything registered.
    public WireContract contract() {
        return contract;
    }

    /// Whether instances of a class can be written.
    public boolean contains(Class<?> type) {
        return index.find(type) != null;
    }

    /// Collects registrations. Their order does not matter. Not thread-safe.
    public static final class Builder {

        private record Custom<T>(Class<? super T> type, Serializer<T> serializer) {

            void includeIn(TypeCompiler compiler) {
                compiler.include(type, serializer);
            }
        }

        private final Map<Class<?>, String> named = new LinkedHashMap<>();
        private final Set<Class<?>> included = new LinkedHashSet<>();
        private final Map<Class<?>, Custom<?>> customs = new LinkedHashMap<>();
        private final Map<Class<?>, RecordRules<?>> recordRules = new HashMap<>();
        private final Map<Class<?>, EnumRules<?>> enumRules = new HashMap<>();

        private Builder() {}

        /// Registers a record, an enum or a sealed protocol under a wire name; members of the protocol are called
        /// after it, as in `bank.account.withdraw`.
        ///
        /// @param name stable for ever; see [RecordRules#formerly] for when it must change
        public Builder register(String name, Class<?> type) {
            var before = named.put(type, WireNames.checked(name));
            if (before != null && !before.equals(name)) {
                throw new RegistrationException(
                        type.getName() + " is registered under two names: " + before + " and " + name);
            }
            included.add(type);
            return this;
        }

        /// Registers a record, an enum or a sealed protocol under names derived from the classes:
        /// `Account.Withdraw` is `account.withdraw`. Renaming a class then changes its wire name.
        public Builder register(Class<?> type) {
            included.add(type);
            return this;
        }

        /// Registers a type that a serializer of yours writes, and all its subtypes. For an interface, that is
        /// whatever implements it.
        public <T> Builder register(String name, Class<? super T> type, Serializer<T> serializer) {
            var before = customs.put(type, new Custom<>(type, serializer));
            if (before != null) {
                throw new RegistrationException(type.getName() + " is registered with two serializers");
            }
            named.put(type, WireNames.checked(name));
            return this;
        }

        /// Registers a record and says what its class does not: former names, defaults, older versions.
        public <R extends Record> Builder record(Class<R> type, Consumer<RecordRules<R>> rules) {
            var collected = new RecordRules<R>();
            rules.accept(collected);
            var before = recordRules.put(type, collected);
            if (before != null) {
                throw new RegistrationException(type.getName() + " has two sets of rules; write them in one");
            }
            var name = collected.name();
            return name == null ? register(type) : register(name, type);
        }

        /// Registers an enum and says what its class does not: former names, what to read for an unknown constant.
        public <E extends Enum<E>> Builder enumeration(Class<E> type, Consumer<EnumRules<E>> rules) {
            var collected = new EnumRules<E>();
            rules.accept(collected);
            var before = enumRules.put(type, collected);
            if (before != null) {
                throw new RegistrationException(type.getName() + " has two sets of rules; write them in one");
            }
            var name = collected.name();
            return name == null ? register(type) : register(name, type);
        }

        /// Builds the registry.
        ///
        /// @throws RegistrationException if something has no wire form, or two types meet in one name or id
        public MessageRegistry build() {
            var names = new ProtocolNames();
            named.forEach((type, name) -> names.give(type, name));
            var compiler = new TypeCompiler(names, recordRules, enumRules);
            customs.values().forEach(custom -> custom.includeIn(compiler));
            included.forEach(compiler::include);
            compiler.finish();
            var index = new TypeIndex(compiler.types(), compiler.formerly());
            return new MessageRegistry(index, WireContract.of(compiler));
        }
    }
}
