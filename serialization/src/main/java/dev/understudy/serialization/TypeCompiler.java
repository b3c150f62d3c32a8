package dev.understudy.serialization;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Finds the serializer of every declared type, and with it all types that a registered one brings along: members
/// of sealed protocols, records and enums inside records, and what refs accept (`ActorRef<Reply>` brings
/// `Reply`).
///
/// Used once, by one thread, while a registry is built.
final class TypeCompiler {

    /// A place that wants an interface or an open class: somebody must be able to fill it.
    private record OpenPlace(Class<?> declared, String where) {}

    private final ProtocolNames names;
    private final RecordCompiler recordCompiler;
    private final Map<Class<?>, EnumRules<?>> enumRules;
    private final Map<Class<?>, RegisteredType> types = new LinkedHashMap<>();
    private final Map<Class<?>, RecordSerializer> records = new LinkedHashMap<>();
    private final Map<Class<?>, String> protocols = new LinkedHashMap<>();
    private final Map<String, RegisteredType> formerly = new TreeMap<>();
    private final ThrowableSerializer throwable;
    private final Map<Class<?>, WireSerializer<?>> custom = new HashMap<>();
    private final Deque<RecordSerializer> incomplete = new ArrayDeque<>();
    private final List<OpenPlace> openPlaces = new ArrayList<>();

    TypeCompiler(
            ProtocolNames names, Map<Class<?>, RecordRules<?>> recordRules, Map<Class<?>, EnumRules<?>> enumRules) {
        this.names = names;
        this.enumRules = enumRules;
        this.recordCompiler = new RecordCompiler(this, recordRules);
        includeBuiltIns();
        this.throwable = new ThrowableSerializer(recordOf(RemoteFailure.class));
        types.put(
                Throwable.class,
                new RegisteredType(new Manifest(ThrowableSerializer.NAME, 1), Throwable.class, throwable, true));
    }

    /// Includes a class that a user's serializer writes, and all its subtypes.
    <T> void include(Class<? super T> type, Serializer<T> users) {
        var manifest = new Manifest(names.claim(type), users.version());
        var serializer = new CustomSerializer<>(manifest, type, users);
        custom.put(type, serializer);
        types.put(type, new RegisteredType(manifest, type, serializer, true));
    }

    /// Includes a record, an enum or a sealed protocol with all its members.
    void include(Class<?> type) {
        if (custom.containsKey(type)) {
            return;
        }
        if (type.isRecord()) {
            recordOf(type);
        } else if (type.isEnum()) {
            enumOf(type);
        } else if (type.isSealed() && (type.isInterface() || isAbstract(type))) {
            protocolOf(type);
        } else {
            throw new RegistrationException(
                    type.getName() + " is neither record, enum nor sealed protocol; say how to write"
                            + " it: .register(\"" + WireNames.derivedFrom(type) + "\", " + WireNames.inSource(type)
                            + ".class, serializer)");
        }
    }

    /// Completes everything that was included. Nothing may be included afterwards.
    void finish() {
        while (!incomplete.isEmpty()) {
            recordCompiler.complete(incomplete.remove());
        }
        for (var place : openPlaces) {
            if (!canBeFilled(place.declared())) {
                throw new RegistrationException(place.where() + " is declared as "
                        + place.declared().getName()
                        + ", and nothing that is registered could be its value; declare a type that has a wire form,"
                        + " or say how to write it: .register(\"" + WireNames.derivedFrom(place.declared()) + "\", "
                        + WireNames.inSource(place.declared()) + ".class, serializer)");
            }
        }
    }

    Collection<RegisteredType> types() {
        return types.values();
    }

    /// Older names that are still read.
    Map<String, RegisteredType> formerly() {
        return formerly;
    }

    /// Sealed protocols with their names.
    Map<Class<?>, String> protocols() {
        return protocols;
    }

    /// The serializer of a declared type.
    ///
    /// @param where what declares it, for messages to people
    WireSerializer<?> serializerOf(Type declared, String where) {
        return switch (declared) {
            case Class<?> type -> serializerOf(type, List.of(), where);
            case ParameterizedType type ->
                serializerOf((Class<?>) type.getRawType(), List.of(type.getActualTypeArguments()), where);
            case GenericArrayType type ->
                arrayOf(rawClass(type.getGenericComponentType()), type.getGenericComponentType(), where);
            case WildcardType type -> serializerOf(type.getUpperBounds()[0], where);
            case TypeVariable<?> variable -> serializerOf(rawClass(variable), List.of(), where);
            default ->
                throw new RegistrationException(where + " has the type " + declared + ", which is of no known kind");
        };
    }

    private WireSerializer<?> serializerOf(Class<?> type, List<Type> arguments, String where) {
        var builtIn = BuiltIns.ofDeclared(type);
        if (builtIn != null) {
            return builtIn;
        }
        var users = custom.get(type);
        if (users != null) {
            return described(users, arguments);
        }
        if (type.isRecord()) {
            return recordOf(type);
        }
        if (type.isEnum()) {
            return enumOf(type).serializer();
        }
        if (type.isArray()) {
            return arrayOf(type.getComponentType(), type.getComponentType(), where);
        }
        var container = containerOf(type, arguments, where);
        if (container != null) {
            return container;
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return throwableOf(type, where);
        }
        if (type.isSealed() && (type.isInterface() || isAbstract(type))) {
            return new PolymorphicSerializer(type, protocolOf(type));
        }
        if (type == Object.class) {
            return BuiltIns.ANY;
        }
        if (type.isInterface() || isAbstract(type)) {
            openPlaces.add(new OpenPlace(type, where));
            return new PolymorphicSerializer(type, BuiltIns.ANY.wireType());
        }
        throw new RegistrationException(where + " has the type " + type.getName()
                + ", which is neither record, enum, sealed protocol nor built in; say how to write it: .register(\""
                + WireNames.derivedFrom(type) + "\", " + WireNames.inSource(type) + ".class, serializer)");
    }

    private @Nullable WireSerializer<?> containerOf(Class<?> type, List<Type> arguments, String where) {
        var collection = CollectionForm.of(type);
        if (collection != null) {
            return new CollectionSerializer(collection, argument(arguments, 0, where));
        }
        var map = MapForm.of(type);
        if (map != null) {
            return new MapSerializer(map, argument(arguments, 0, where), argument(arguments, 1, where));
        }
        if (type != Optional.class) {
            return null;
        }
        var element = argument(arguments, 0, where);
        if (element instanceof OptionalSerializer) {
            throw new RegistrationException(
                    where + " is an Optional in an Optional, which cannot be told from an empty one");
        }
        return new OptionalSerializer(element);
    }

    private WireSerializer<?> argument(List<Type> arguments, int index, String where) {
        return arguments.isEmpty() ? BuiltIns.ANY : serializerOf(arguments.get(index), where);
    }

    private WireSerializer<?> arrayOf(Class<?> elementClass, Type element, String where) {
        var serializer = serializerOf(element, where);
        return elementClass.isPrimitive()
                ? new PrimitiveArraySerializer(elementClass, serializer)
                : new ArraySerializer(elementClass, serializer);
    }

    private WireSerializer<?> throwableOf(Class<?> type, String where) {
        if (!type.isAssignableFrom(RemoteFailureException.class)) {
            throw new RegistrationException(
                    where + " has the type " + type.getName()
                            + "; a failure arrives as RemoteFailureException, so declare Throwable, Exception or RuntimeException");
        }
        return throwable;
    }

    /// Adds what a ref or a user's generic type is about to its name in the contract, and includes it:
    /// `ActorRef<Reply>` is of no use unless a reply can be sent.
    private WireSerializer<?> described(WireSerializer<?> serializer, List<Type> arguments) {
        var words = new ArrayList<String>();
        for (var argument : arguments) {
            words.add(
                    hasWireForm(argument)
                            ? serializerOf(argument, argument.getTypeName()).wireType()
                            : "any");
        }
        return words.isEmpty() || words.stream().allMatch("any"::equals)
                ? serializer
                : serializer.describedAs(serializer.wireType() + '<' + String.join(",", words) + '>');
    }

    private boolean hasWireForm(Type argument) {
        if (argument instanceof TypeVariable<?> || argument instanceof WildcardType) {
            return false;
        }
        var type = rawClass(argument);
        return type.isRecord()
                || type.isEnum()
                || type.isSealed()
                || custom.containsKey(type)
                || BuiltIns.ofDeclared(type) != null
                || CollectionForm.of(type) != null
                || MapForm.of(type) != null;
    }

    RecordSerializer recordOf(Class<?> type) {
        var known = records.get(type);
        if (known != null) {
            return known;
        }
        var rules = recordCompiler.rulesOf(type);
        var manifest = new Manifest(names.claim(type), rules.version());
        var serializer = new RecordSerializer(manifest, type);
        records.put(type, serializer);
        incomplete.add(serializer);
        register(new RegisteredType(manifest, type, serializer, false), rules.formerNames());
        return serializer;
    }

    private RegisteredType enumOf(Class<?> type) {
        var known = types.get(type);
        if (known != null) {
            return known;
        }
        var manifest = new Manifest(names.claim(type), 1);
        var rules = enumRules.getOrDefault(type, new EnumRules<>());
        var registered = new RegisteredType(manifest, type, EnumSerializer.of(manifest.name(), type, rules), false);
        register(registered, rules.formerNames());
        return registered;
    }

    private String protocolOf(Class<?> type) {
        var known = protocols.get(type);
        if (known != null) {
            return known;
        }
        var name = names.claim(type);
        protocols.put(type, name);
        for (var member : type.getPermittedSubclasses()) {
            boolean openEnded = !member.isSealed() && (member.isInterface() || isAbstract(member));
            if (!openEnded) {
                include(member);
            }
        }
        return name;
    }

    private void register(RegisteredType type, List<String> formerNames) {
        types.put(type.type(), type);
        for (var former : formerNames) {
            formerly.put(former, type);
        }
    }

    private void includeBuiltIns() {
        names.give(RemoteFailure.class, BuiltIns.FAILURE);
        names.give(RemoteFailure.Frame.class, BuiltIns.FAILURE_FRAME);
        for (var builtIn : BuiltIns.TYPES) {
            var serializer = builtIn.serializer();
            if (serializer == null) {
                continue;
            }
            var manifest = new Manifest(builtIn.name(), 1);
            types.put(builtIn.type(), new RegisteredType(manifest, builtIn.type(), serializer, builtIn.open()));
            if (serializer instanceof RefSerializer) {
                custom.put(builtIn.type(), serializer);
            }
        }
    }

    private boolean canBeFilled(Class<?> declared) {
        return types.values().stream()
                .anyMatch(type -> declared.isAssignableFrom(type.type())
                        || (type.open() && type.type().isAssignableFrom(declared)));
    }

    private static Class<?> rawClass(Type type) {
        return switch (type) {
            case Class<?> c -> c;
            case ParameterizedType p -> (Class<?>) p.getRawType();
            case GenericArrayType a -> rawClass(a.getGenericComponentType()).arrayType();
            case WildcardType w -> rawClass(w.getUpperBounds()[0]);
            case TypeVariable<?> v -> rawClass(v.getBounds()[0]);
            default -> throw new RegistrationException(type + " is of no known kind");
        };
    }

    private static boolean isAbstract(Class<?> type) {
        return java.lang.reflect.Modifier.isAbstract(type.getModifiers());
    }
}
