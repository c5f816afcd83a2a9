using UdpLab.Agent.Kernel;

namespace UdpLab.Agent.Init;

/// <summary>
/// In a guest the agent is modprobe(8) too: the kernel starts it for what it lacks (kernel.modprobe, as "modprobe -q -- NAME"), and so does the agent itself.
/// </summary>
internal static class ModprobeProgram
{
    /// <summary>Whether this process was started under that name.</summary>
    public static bool IsThis => Path.GetFileName(Environment.GetCommandLineArgs()[0]) == "modprobe";

    /// <summary>Loads modules; returns the exit code, and words in modprobe's own form.</summary>
    public static int Run(IEnumerable<string> arguments)
    {
        int code = 0;
        try
        {
            ModuleLoader loader = ModuleLoader.OfThisKernel;
            foreach (string name in arguments.Where(argument => !argument.StartsWith('-')))
            {
                if (!loader.Load(name))
                {
                    Console.Error.WriteLine($"modprobe: FATAL: Module {name} not found in directory {Modules.Folder}");
                    code = 1;
                }
            }
        }
        catch (AgentException e)
        {
            Console.Error.WriteLine($"modprobe: ERROR: {e.Message}");
            code = 1;
        }

        return code;
    }
}
