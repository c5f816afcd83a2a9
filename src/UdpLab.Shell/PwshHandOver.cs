using System.Collections;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace UdpLab.Shell;

/// <summary>
/// Hands over to a full PowerShell. This process becomes pwsh (exec), so terminal, signals and exit code are pwsh's own. The
/// script is passed in the environment, and the command line for pwsh is a constant.
/// </summary>
internal static class PwshHandOver
{
    private const string Bootstrap = """
        if ($PSVersionTable.PSVersion -lt [version]'7.4') {
            [Console]::Error.WriteLine("udplab: the pwsh on PATH is $($PSVersionTable.PSVersion); UdpLab needs 7.4 or later.")
            exit 1
        }
        try { Import-Module -Name $env:UDPLAB_MODULE -ErrorAction Stop }
        catch { [Console]::Error.WriteLine("udplab: the module '$env:UDPLAB_MODULE' did not load: $_"); exit 1 }
        $UdpLabScript = [scriptblock]::Create($env:UDPLAB_SCRIPT)
        $UdpLabValues = [System.Text.Json.JsonSerializer]::Deserialize($env:UDPLAB_VALUES, [string[]])
        Remove-Item Env:UDPLAB_SCRIPT, Env:UDPLAB_VALUES
        . $UdpLabScript @UdpLabValues
        """;

    /// <summary>pwsh checks $? after the bootstrap, where its value inside the script is lost.</summary>
    private const string ExitAsTheScriptEnded = "\nif (-not $?) { $Host.SetShouldExit(1) }";

    public static int Run(CommandLine commandLine, string module)
    {
        string pwsh = FindOnPath() ?? throw new ShellException("there is no pwsh on PATH. Omit -Pwsh to use the engine in this shell.");
        ScriptText script = ScriptText.From(commandLine);
        bool stay = commandLine.NoExit || (commandLine.Interactive && !commandLine.FromStandardInput);

        Environment.SetEnvironmentVariable(ModuleLocator.Variable, module);
        Environment.SetEnvironmentVariable("UDPLAB_SCRIPT", stay ? script.Text : script.Text + ExitAsTheScriptEnded);
        Environment.SetEnvironmentVariable("UDPLAB_VALUES", JsonSerializer.Serialize(script.Values));

        string[] arguments =
        [
            "-NoLogo",
            .. commandLine.NonInteractive ? (string[])["-NonInteractive"] : [],
            .. stay ? (string[])["-NoExit"] : ["-NoProfile"],
            "-Command",
            Bootstrap,
        ];
        return OperatingSystem.IsWindows() ? Start(pwsh, arguments) : Become(pwsh, arguments);
    }

    private static string? FindOnPath()
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator)
            .Where(Path.IsPathFullyQualified) // empty and relative entries mean the current directory, which is not to be trusted
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private static int Start(string pwsh, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(pwsh, arguments)) ?? throw new ShellException($"'{pwsh}' did not start.");
        process.WaitForExit();
        return process.ExitCode;
    }

    private static int Become(string pwsh, string[] arguments)
    {
        // .NET keeps its own copy of the environment, so pass it on explicitly.
        IDictionary environment = Environment.GetEnvironmentVariables();
        IEnumerable<string> variables = environment.Keys.Cast<string>().Select(name => $"{name}={environment[name]}");
        Execute(pwsh, Vector([pwsh, .. arguments]), Vector(variables));

        // It only returns on failure; the memory is freed with the process.
        throw new ShellException($"'{pwsh}' did not start: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>A C argument vector: UTF-8 strings and a null pointer.</summary>
    private static nint[] Vector(IEnumerable<string> strings) => [.. strings.Select(Marshal.StringToCoTaskMemUTF8), 0];

    [DllImport("libc", EntryPoint = "execve", SetLastError = true)]
    private static extern int Execute([MarshalAs(UnmanagedType.LPUTF8Str)] string path, nint[] arguments, nint[] environment);
}
