package dev.understudy.serialization;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Puts what a [TypeCompiler] has found into the words of a contract.
final class ContractWriter {

    private final TypeCompiler compiler;

    ContractWriter(TypeCompiler compiler) {
        this.compiler = compiler;
    }

    List<ContractType> write() {
        var types = new ArrayList<ContractType>();
        for (var type : compiler.types()) {
            if (BuiltIns.reservedId(type.manifest().name()).isEmpty()) {
                write(type, types);
            }
        }
        compiler.protocols().forEach((protocol, name) -> types.add(sealedType(protocol, name)));
        return types;
    }

    private void write(RegisteredType type, List<ContractType> types) {
        var formerly = compiler.formerly().entrySet().stream()
                .filter(entry -> entry.getValue().equals(type))
                .map(Map.Entry::getKey)
                .toList();
        switch (type.serializer()) {
            case RecordSerializer serializer -> {
                types.add(recordType(serializer, formerly));
                serializer.upcasts().values().forEach(upcast -> types.add(recordType(upcast.older(), List.of())));
            }
            case EnumSerializer serializer ->
                types.add(ContractType.of(
                        ContractType.Form.ENUM,
                        type.manifest(),
                        formerly,
                        serializer.names().stream().map(ContractWriter::named).toList()));
            default -> types.add(ContractType.of(ContractType.Form.CUSTOM, type.manifest(), formerly, List.of()));
        }
    }

    private static ContractType recordType(RecordSerializer serializer, List<String> formerly) {
        var entries = serializer.components().stream()
                .map(component -> new ContractType.Entry(
                        component.wireName(), component.wireType(), component.otherNames(), false))
                .toList();
        return ContractType.of(ContractType.Form.RECORD, serializer.manifest(), formerly, entries);
    }

    private ContractType sealedType(Class<?> protocol, String name) {
        var members = compiler.types().stream()
                .filter(type -> protocol.isAssignableFrom(type.type()))
                .map(type -> named(type.manifest().name()))
                .toList();
        return ContractType.of(ContractType.Form.SEALED, new Manifest(name, 1), List.of(), members);
    }

    private static ContractType.Entry named(String name) {
        return new ContractType.Entry(name, "", List.of(), false);
    }
}
