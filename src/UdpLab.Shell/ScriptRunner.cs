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

/// <summary>Runs scripts one after the other in the session's runspace and shows what they emit.</summary>
internal sealed class ScriptRunner(Runspace runspace, ShellHost host, Interrupts interrupts)
{
    public ScriptOutcome ImportModule(string path)
    {
        var outcome = Invoke(nested: false, typed: false, shell => shell
            .AddCommand("Import-Module")
            .AddParameter("Name", path)
            .AddParameter("ErrorAction", ActionPreference.Stop));
        if (outcome == ScriptOutcome.Failed)
        {
            host.UI.WriteErrorLine($"udplab: the module '{path}' did not load. 'dotnet build' in its folder builds it.");
        }

        return outcome;
    }

    /// <param name="text">The script; it runs in the global scope, as if typed.</param>
    /// <param name="values">What the script sees as $args.</param>
    /// <param name="nested">Run inside the pipeline that is asking, from its own thread.</param>
    public ScriptOutcome Run(string text, IReadOnlyList<string>? values = null, bool nested = false) =>
        Invoke(nested, typed: true, shell =>
        {
            shell.AddScript(text, useLocalScope: false);
            foreach (var value in values ?? [])
            {
                shell.AddArgument(value);
            }
        });

    private ScriptOutcome Invoke(bool nested, bool typed, Action<PowerShell> compose)
    {
        using var shell = Create(nested);
        compose(shell);

        // Errors pass through the formatter with the objects, so that both appear in the order they happened. Merged
        // from this end, as pwsh does it: a native program at the end of the script then keeps the terminal.
        shell.AddCommand("Out-Default");
        shell.Commands.Commands[^1].MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output;

        try
        {
            using (interrupts.Watch(shell))
            {
                // Only a pipeline that goes into the history leaves $? behind: anything else the engine takes for a
                // program's own errand, which must not disturb what the user sees.
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

    /// <summary>A terminating error ended the formatter too: it gets one of its own.</summary>
    private void Show(RuntimeException error, bool nested)
    {
        using var shell = Create(nested);
        try
        {
            // Out-Default takes a bare error record for an ordinary object, and the mark that says otherwise is the
            // engine's own: so it is the host that sends what comes out where errors go.
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

        var shell = PowerShell.Create();
        shell.Runspace = runspace;
        return shell;
    }
}
