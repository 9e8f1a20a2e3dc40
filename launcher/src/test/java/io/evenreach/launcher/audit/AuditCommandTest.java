package io.evenreach.launcher.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AuditCommandTest {

    private static final int UNUSABLE = 2;
    private static final int PLATFORM_TROUBLE = 3;
    private static final String REFUSAL = """
            {"code":"UNKNOWN_COLUMN","detail":"The file has no column \\"when\\".","errors":[]}
            """;

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PlatformDouble platform;

    AuditCommandTest() throws IOException {
        platform = new PlatformDouble();
    }

    @BeforeEach
    void writeALog() throws IOException {
        Files.writeString(log(), "customer_id,cookie,time,channel\na,c1,2018-07-02T10:00:00Z,Search\n");
    }

    @AfterEach
    void closePlatform() {
        platform.close();
    }

    @Test
    void blamesTheFileWhenThePlatformCannotReadItsBeginning() {
        platform.answersThePreview(422, "{\"code\":\"NOT_A_LOG\",\"detail\":\"The file has no header.\"}");

        assertThat(audit()).isEqualTo(UNUSABLE);
        assertThat(said()).contains("The file has no header.").doesNotContain("422");
    }

    @Test
    void blamesTheFileWhenTheImportCannotUseIt() {
        platform.answersTheImport(422, REFUSAL);

        assertThat(audit()).isEqualTo(UNUSABLE);
        assertThat(said()).contains("The file has no column \"when\".");
    }

    @Test
    void doesNotBlameTheFileForARefusalThatIsNotAboutIt() {
        platform.answersTheImport(403, "{\"code\":\"FORBIDDEN\",\"detail\":\"The scope is missing.\"}");

        assertThat(audit()).isEqualTo(PLATFORM_TROUBLE);
        assertThat(said()).contains("403 FORBIDDEN");
    }

    @Test
    void refusesAnUnknownIdentifierTypeBeforeAnythingIsCreated() {
        assertThat(audit("--map", "customer=cookie:nosuchtype")).isEqualTo(UNUSABLE);
        assertThat(said()).contains("no identifier type \"nosuchtype\"").contains("login_id", "wechat_openid");
        assertThat(platform.asked()).containsExactly("POST /imports/preview");
    }

    @Test
    void keepsTwoColumnsOfOneTypeApart() {
        platform.answersTheImport(422, REFUSAL);

        audit("--map", "customer=customer_id,cookie:login_id");

        assertThat(platform.asked()).endsWith("POST /imports");
        assertThat(platform.lastBody())
                .contains("{\"column\":\"customer_id\",\"type\":\"login_id\",\"scope\":\"customer_id\"}")
                .contains("{\"column\":\"cookie\",\"type\":\"login_id\",\"scope\":\"cookie\"}");
    }

    @Test
    void letsTheAnalystSayThatTwoColumnsHoldAccountsOfOneSystem() {
        platform.answersTheImport(422, REFUSAL);

        audit("--map", "customer=customer_id:login_id@shop,cookie:login_id@shop");

        assertThat(platform.lastBody())
                .contains("{\"column\":\"customer_id\",\"type\":\"login_id\",\"scope\":\"shop\"}")
                .contains("{\"column\":\"cookie\",\"type\":\"login_id\",\"scope\":\"shop\"}");
    }

    @Test
    void sendsNoScopeWithATypeThatNeedsNone() {
        platform.answersTheImport(422, REFUSAL);

        audit("--map", "customer=customer_id:phone,cookie:idfa");

        assertThat(platform.lastBody())
                .contains("{\"column\":\"customer_id\",\"type\":\"phone\"}")
                .contains("{\"column\":\"cookie\",\"type\":\"idfa\"}");
    }

    private int audit(String... more) {
        List<String> arguments = new ArrayList<>(List.of(log().toString(), "--plan", "Search=3"));
        arguments.addAll(List.of(more));
        AuditCommand command = new AuditCommand(
                says -> platform.access(),
                new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Clock.systemUTC());
        return new CommandLine(command).execute(arguments.toArray(String[]::new));
    }

    private String said() {
        return err.toString(UTF_8);
    }

    private Path log() {
        return folder.resolve("log.csv");
    }
}
