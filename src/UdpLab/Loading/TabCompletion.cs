using System.Management.Automation;

namespace UdpLab.Loading;

/// <summary>
/// Puts UdpLab.Completion.ps1 in place of the function TabExpansion2, and back when the module is removed. Here rather than in a
/// script module: compiling one more script takes as long as a third of the whole import.
/// </summary>
internal static class TabCompletion
{
    private const string Name = "TabExpansion2", Item = "function:global:" + Name, Engine = "engine", Completion = "completion";

    // What belongs to a module goes with it, so this block belongs to none.
    private const string PutBack = """
        param($module)
        $engine, $completion = & $module { $engine, $completion }
        if ("$function:TabExpansion2" -eq "$completion") {
            ${function:global:TabExpansion2} = $null
            ${function:global:TabExpansion2} = $engine
        }
        """;

    /// <summary>The two functions become variables of the module that this session state is of.</summary>
    public static void Register(SessionState session)
    {
        if (session.InvokeCommand.GetCommand(Name, CommandTypes.Function) is not FunctionInfo { ScriptBlock: ScriptBlock engine })
        {
            return;
        }

        // Import-Module -Force runs this again, and does not remove what was there.
        if (engine.Module?.Name == session.Module.Name && engine.Module.SessionState.PSVariable.GetValue(Engine) is { } before)
        {
            engine = before as ScriptBlock ?? (ScriptBlock)((PSObject)before).BaseObject;
        }

        string file = Path.Combine(Path.GetDirectoryName(typeof(TabCompletion).Assembly.Location)!, "UdpLab.Completion.ps1");
        ScriptBlock completion = session.Module.NewBoundScriptBlock(ScriptBlock.Create(File.ReadAllText(file)));
        session.PSVariable.Set(Engine, engine);
        session.PSVariable.Set(Completion, completion);
        session.InvokeProvider.Item.Set(Item, completion);
        session.Module.OnRemove = ScriptBlock.Create(PutBack);
    }
}
