using System.Reflection;
using System.Runtime.Loader;

namespace UdpLab.Loading;

/// <summary>
/// The load context of Core and its packages: other modules may ship other versions of the same assemblies, and a process has
/// only one default context.
/// </summary>
internal sealed class CoreLoadContext(string folder) : AssemblyLoadContext("UdpLab")
{
    private const string CoreName = "UdpLab.Core";
    private static readonly CoreLoadContext _instance = new(Path.Combine(Path.GetDirectoryName(typeof(CoreLoadContext).Assembly.Location)!, "core"));

    /// <summary>Makes this context resolve Core.</summary>
    public static void Register()
    {
        Default.Resolving -= Resolve;
        Default.Resolving += Resolve;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        name.Name == CoreName ? _instance.LoadFromAssemblyName(name) : null;
}
