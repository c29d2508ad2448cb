import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import org.gatehouse.ims.ue.cli.Ims;

/** Runs ims commands, one a line of standard input, in one JVM; after each a line exit=CODE. */
final class Commands {
    public static void main(String[] arguments) throws IOException {
        System.setProperty("GATEHOUSE_LOG", "ERROR");
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int code = Ims.commandLine().execute(line.split(" "));
            System.out.println("exit=" + code);
        }
        System.exit(0);
    }
}
