using System.Management.Automation;

namespace UdpLab.Commands;

/// <summary>The script block of a sweep, run so that its output is seen the moment it is emitted.</summary>
internal sealed class SweepScript
{
    // Errors, warnings and information come through the pipeline too, so that redirections and -WarningVariable of the sweep
    // receive them.
    private const string Text = "& $args[0] 2>&1 3>&1 6>&1 | & $args[1] -Sweep $args[2]";
    private readonly ScriptBlock _block;
    private readonly ScriptBlock _pipeline;

    public SweepScript(ScriptBlock block)
    {
        _block = block;

        // The scope in which the script block was written: only there does it see the variables set below.
        ScriptBlock pipeline = ScriptBlock.Create(Text);
        _pipeline = block.Module?.NewBoundScriptBlock(pipeline) ?? pipeline;
    }

    /// <summary>A cell's factors as an object: $_ in the script block.</summary>
    public static PSObject Factors(SweepCell cell)
    {
        PSObject factors = new();
        foreach ((string name, SweepValue value) in cell.Values)
        {
            factors.Properties.Add(new PSNoteProperty(name, value.Given));
        }

        return factors;
    }

    /// <summary>Runs it with a cell's factors as $_ and as variables.</summary>
    public void Run(SweepCell cell, InvokeLabSweepCommand sweep)
    {
        List<PSVariable> variables = [new("_", Factors(cell)), .. cell.Values.Select(value => new PSVariable(value.Key, value.Value.Given))];
        if (_block.Module is null && sweep.SessionState.Module is not null)
        {
            RunAtPrompt(variables, sweep);
        }
        else
        {
            _ = _pipeline.InvokeWithContext(null, variables, _block, SweepOutputTap.Info, sweep);
        }
    }

    /// <summary>A module's function was given a script block from the prompt, which sees only global variables.</summary>
    private void RunAtPrompt(List<PSVariable> variables, InvokeLabSweepCommand sweep)
    {
        PSVariableIntrinsics all = sweep.SessionState.PSVariable;
        (string Name, PSVariable? Was, object? Value)[] hidden = [.. variables.Select(variable => $"global:{variable.Name}").Select(name => (name, all.Get(name), all.Get(name)?.Value))];
        try
        {
            variables.ForEach(variable => all.Set($"global:{variable.Name}", variable.Value));
            _ = _pipeline.InvokeWithContext(null, null, _block, SweepOutputTap.Info, sweep);
        }
        finally
        {
            foreach ((string name, PSVariable? was, object? value) in hidden)
            {
                if (was is null && name != "global:_")
                {
                    all.Remove(name);
                }
                else
                {
                    all.Set(name, value);
                }
            }
        }
    }
}
