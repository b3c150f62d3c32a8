package dev.understudy.node;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.node.Settings.Role;
import dev.understudy.serialization.WireContractFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsLoaderTest {
    @TempDir
    private Path folder;

    @Test
    void whatNobodySetsHasItsDocumentedDefault() {
        var settings = load(Map.of(), Map.of(), Map.of());

        assertThat(settings.get(Settings.CLUSTER)).isEqualTo("understudy");
        assertThat(settings.get(Settings.SHARDS)).isEqualTo(1024);
        assertThat(settings.find(Settings.ADMIN_PORT)).isEmpty();
    }

    @Test
    void propertiesOverrideEnvironmentOverridesFileOverridesBuilder() throws IOException {
        var file = write("node.properties", """
                understudy.cluster.name=file
                understudy.node.zone=file
                understudy.transport.bind-port=1
                """);
        Map<Setting<?>, Object> builder = Map.of(
                Settings.CLUSTER, "builder", Settings.ZONE, "builder", Settings.BIND_PORT, 2, Settings.NAME, "builder");
        var environment = Map.of("UNDERSTUDY_CLUSTER_NAME", "environment", "UNDERSTUDY_NODE_ZONE", "environment");
        var properties = new Properties();
        properties.setProperty("understudy.cluster.name", "property");

        var settings = new SettingsLoader(environment, properties).load(builder, Optional.of(file));

        assertThat(settings.get(Settings.CLUSTER)).isEqualTo("property");
        assertThat(settings.get(Settings.ZONE)).isEqualTo("environment");
        assertThat(settings.get(Settings.BIND_PORT)).isEqualTo(1);
        assertThat(settings.get(Settings.NAME)).isEqualTo("builder");
    }

    @Test
    void thePropertyThatUpdatesWireContractsIsNoSetting() {
        var properties = new Properties();
        properties.setProperty(WireContractFile.UPDATE_PROPERTY, "true");

        var settings = new SettingsLoader(Map.of(), properties).load(Map.of(), Optional.empty());

        assertThat(settings.get(Settings.CLUSTER)).isEqualTo("understudy");
    }

    @Test
    void aYamlFileSaysTheSame() throws IOException {
        var file = write("node.yaml", """
                understudy:
                  node:
                    role: client
                  sharding:
                    passivate-after: 5m
                """);

        var settings = new SettingsLoader(Map.of(), new Properties()).load(Map.of(), Optional.of(file));

        assertThat(settings.get(Settings.ROLE)).isEqualTo(Role.CLIENT);
        assertThat(settings.find(Settings.PASSIVATE_AFTER)).contains(ofMinutes(5));
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "5m, PT5M", "2h, PT2H", "PT1H30M, PT1H30M"})
    void durationsAreReadInTheFormsThatTheirErrorNames(String text, Duration expected) {
        var settings = load(Map.of(), Map.of("UNDERSTUDY_START_TIMEOUT", text), Map.of());

        assertThat(settings.get(Settings.START_TIMEOUT)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "UNDERSTUDY_TRANSPORT_BIND_PORT, 70000, understudy.transport.bind-port, a number from 1 to 65235",
        "UNDERSTUDY_TRANSPORT_BIND_PORT, http, understudy.transport.bind-port, a number from 1 to 65235",
        "UNDERSTUDY_NODE_NAME, bank/1, understudy.node.name, letters",
        "UNDERSTUDY_SHARDING_SHARDS, 1000, understudy.sharding.shards, a power of two",
        "UNDERSTUDY_NODE_ROLE, boss, understudy.node.role, data or client",
        "UNDERSTUDY_START_TIMEOUT, 7, understudy.start.timeout, such as 500ms",
        "UNDERSTUDY_START_TIMEOUT, soon, understudy.start.timeout, a duration",
        "UNDERSTUDY_LEAVE_TIMEOUT, 0s, understudy.leave.timeout, a duration of at least a millisecond",
        "UNDERSTUDY_TRANSPORT_INITIAL_HOSTS, localhost, understudy.transport.initial-hosts, host:port"
    })
    void aValueThatIsNotAllowedIsRefusedWithKeyValueAndWhatIs(
            String variable, String value, String key, String allowed) {
        assertThatThrownBy(() -> load(Map.of(), Map.of(variable, value), Map.of()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(key)
                .hasMessageContaining("'" + value + "'")
                .hasMessageContaining(allowed);
    }

    @Test
    void anUnknownKeyIsRefusedWithTheNearestKnownOneWhereverItStands() throws IOException {
        var file = write("node.properties", "understudy.bootstrap.expekt=3\n");

        assertThatThrownBy(() -> new SettingsLoader(Map.of(), new Properties()).load(Map.of(), Optional.of(file)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("'understudy.bootstrap.expekt'")
                .hasMessageContaining("did you mean 'understudy.bootstrap.expect'");
        assertThatThrownBy(() -> load(Map.of(), Map.of("UNDERSTUDY_NODE_NMAE", "x"), Map.of()))
                .hasMessageContaining("did you mean 'UNDERSTUDY_NODE_NAME'");
        assertThatThrownBy(() -> load(Map.of(), Map.of(), Map.of("understudy.admin.prot", "1")))
                .hasMessageContaining("did you mean 'understudy.admin.port'");
    }

    @Test
    void whatKubernetesTellsOfAServiceOfOurNameIsNoneOfOurBusiness() {
        var links = Map.of(
                "UNDERSTUDY_SERVICE_HOST", "10.0.0.1",
                "UNDERSTUDY_SERVICE_PORT_CONTROL", "7800",
                "UNDERSTUDY_BANK_PORT", "tcp://10.0.0.1:7800",
                "UNDERSTUDY_PORT_7800_TCP_ADDR", "10.0.0.1");

        assertThat(load(Map.of(), links, Map.of()).get(Settings.BIND_PORT)).isEqualTo(7800);
        assertThatThrownBy(() -> load(Map.of(), Map.of("UNDERSTUDY_BIND_PORT", "7800"), Map.of()))
                .hasMessageContaining("unknown key 'UNDERSTUDY_BIND_PORT'");
    }

    @Test
    void aFileThatCannotBeReadOrIsOfAnotherKindIsNamed() {
        var loader = new SettingsLoader(Map.of(), new Properties());

        assertThatThrownBy(() -> loader.load(Map.of(), Optional.of(folder.resolve("absent.yaml"))))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("absent.yaml");
        assertThatThrownBy(() -> loader.load(Map.of(), Optional.of(folder.resolve("node.toml"))))
                .hasMessageContaining("*.properties, *.yaml or *.yml");
    }

    @Test
    void theBuilderRefusesAValueAtOnce() {
        assertThatThrownBy(() -> Node.named("n").bootstrapExpect(0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("understudy.bootstrap.expect is '0'");
    }

    @Test
    void aRequiredSettingThatIsNotSetSaysSo() {
        var settings = load(Map.of(), Map.of(), Map.of());

        assertThatThrownBy(() -> settings.get(Settings.DNS_NAME))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("understudy.transport.dns-name is not set");
    }

    @ParameterizedTest
    @MethodSource("everySetting")
    void everyDefaultIsAllowedAndEverySettingIsExplained(Setting<?> setting) {
        assertThat(setting.meaning()).isNotBlank();
        assertThat(setting.allowed()).isNotBlank();
        assertThat(defaultIsAllowed(setting)).isTrue();
    }

    private static <T> boolean defaultIsAllowed(Setting<T> setting) {
        return setting.byDefault()
                .map(value -> setting.check(value).equals(value))
                .orElse(true);
    }

    static Iterable<Setting<?>> everySetting() {
        return Settings.ALL;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Settings load(
            Map<Setting<?>, Object> builder, Map<String, String> environment, Map<String, String> properties) {
        var system = new Properties();
        system.putAll(properties);
        return new SettingsLoader(environment, system).load(builder, Optional.empty());
    }
}
