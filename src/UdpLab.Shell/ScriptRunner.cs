using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace UdpLab.Shell;

/// <summary>How a script ended.</summary>
internal enum ScriptOutcome
{
    Succeeded,

    /// <summary>A terminating error, or $? is false.</summary>
    Failed,

    /// <summary>Stopped by a signal.</summary>
    Stopped,
}

/// <summary>Runs scripts in the session's runspace, one after another, and prints their output.</summary>
internal sealed class ScriptRunner(Runspace runspace, ShellHost host, Interrupts interrupts)
{
    public ScriptOutcome ImportModule(string path)
    {
        ScriptOutcome outcome = Invoke(nested: false, typed: false, shell => shell
            .AddCommand("Import-Module")
            .AddParameter("Name", path)
            .AddParameter("ErrorAction", ActionPreference.Stop));
        if (outcome == ScriptOutcome.Failed)
        {
            host.UI.WriteErrorLine($"udplab: the module '{path}' did not load. Run 'dotnet build' in its folder.");
        }

        return outcome;
    }

    /// <param name="text">The script; it runs in the global scope, as if typed.</param>
    /// <param name="values">The script's $args.</param>
    /// <param name="nested">Run inside the waiting pipeline, from its own thread.</param>
    public ScriptOutcome Run(string text, IReadOnlyList<string>? values = null, bool nested = false) =>
        Invoke(nested, typed: true, shell =>
        {
            shell.AddScript(text, useLocalScope: false);
            foreach (string value in values ?? [])
            {
                shell.AddArgument(value);
            }
        });

    private ScriptOutcome Invoke(bool nested, bool typed, Action<PowerShell> compose)
    {
        using PowerShell shell = Create(nested);
        compose(shell);

        // Errors go through the formatter with the objects, so that both appear in order. Merged here, as in pwsh, so that a native
        // program at the end of the script keeps the terminal.
        shell.AddCommand("Out-Default");
        shell.Commands.Commands[^1].MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output;

        try
        {
            using (interrupts.Watch(shell))
            {
                // Only a pipeline that goes into the history sets $?; the engine treats anything else as internal work that must not affect
                // the user.
                shell.Invoke(null, new PSInvocationSettings { AddToHistory = typed });
            }

            return interrupts.LastWasStopped ? ScriptOutcome.Stopped
                : nested ? ScriptOutcome.Succeeded
                : runspace.SessionStateProxy.GetVariable("?") is false ? ScriptOutcome.Failed
                : ScriptOutcome.Succeeded;
        }
        catch (PipelineStoppedException)
        {
            return ScriptOutcome.Stopped;
        }
        catch (RuntimeException error)
        {
            if (interrupts.LastWasStopped)
            {
                return ScriptOutcome.Stopped;
            }

            Show(error, nested);
            return ScriptOutcome.Failed;
        }
        finally
        {
            host.UserInterface.EndOfPipeline();
        }
    }

    /// <summary>A terminating error also ended the formatter, so it gets a new one.</summary>
    private void Show(RuntimeException error, bool nested)
    {
        using PowerShell shell = Create(nested);
        try
        {
            // Out-Default treats a bare error record as an ordinary object, and the mark for errors is internal to the engine, so the host
            // redirects this output to the error stream.
            using (host.UserInterface.AsErrors())
            {
                shell.AddCommand("Out-Default").Invoke(new[] { new ErrorRecord(error.ErrorRecord, error) });
            }
        }
        catch (RuntimeException)
        {
            host.UI.WriteErrorLine(error.Message);
        }
    }

    private PowerShell Create(bool nested)
    {
        if (nested)
        {
            return PowerShell.Create(RunspaceMode.CurrentRunspace);
        }

        PowerShell shell = PowerShell.Create();
        shell.Runspace = runspace;
        return shell;
    }
}
