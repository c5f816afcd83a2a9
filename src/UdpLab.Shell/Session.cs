using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace UdpLab.Shell;

/// <summary>One run of the shell: an engine with the module in it, a script or a prompt, an exit code.</summary>
internal static class Session
{
    public static int Run(CommandLine commandLine, string module)
    {
        // Read first, so that a missing file is reported before the engine starts.
        bool prompt = commandLine.Interactive && !commandLine.FromStandardInput;
        ScriptText? script = prompt ? null : ScriptText.From(commandLine);

        using Interrupts interrupts = new Interrupts();
        LineReader lines = new LineReader();
        ShellHost host = new ShellHost(new ShellUserInterface(lines, interrupts, commandLine.NonInteractive))
        {
            NativeProgramRuns = runs => interrupts.NativeProgramRuns = runs,
        };
        PSStyle.Instance.OutputRendering = Terminal.OutputHasColor ? OutputRendering.Host : OutputRendering.PlainText;

        using Runspace runspace = Open(host);
        ScriptRunner runner = new ScriptRunner(runspace, host, interrupts);
        Repl repl = new Repl(runner, host, lines, interrupts);
        host.NestedPrompt = repl.RunNested;

        if (runner.ImportModule(module) != ScriptOutcome.Succeeded)
        {
            return ExitCode(host, interrupts, failed: true);
        }

        bool failed = false;
        if (script is not null)
        {
            failed = runner.Run(script.Text, script.Values) != ScriptOutcome.Succeeded;
        }

        if (!host.ShouldExit && (prompt || (commandLine.NoExit && interrupts.Terminated is false)))
        {
            failed = !repl.Run();
        }

        return ExitCode(host, interrupts, failed);
    }

    private static Runspace Open(ShellHost host)
    {
        // CreateDefault2 omits snap-ins that the engine does not include, and starts in half the time.
        InitialSessionState state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
        {
            // For this process only; other systems have no execution policy.
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        }

        Runspace runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();

        // Script blocks converted to delegates, and classes, look for the runspace here.
        Runspace.DefaultRunspace = runspace;
        return runspace;
    }

    private static int ExitCode(ShellHost host, Interrupts interrupts, bool failed) =>
        interrupts.ExitCode ?? (host.ShouldExit ? host.ExitCode : failed ? ExitCodes.Failure : ExitCodes.Success);
}
