using System.Reflection;

namespace UdpLab;

/// <summary>The allowed types of a result line, by the name in its "Type" field. A file can name no others.</summary>
internal static class ResultTypes
{
    // Values of parameters and properties; they are not results on their own.
    private static readonly Type[] _values = [typeof(CpuAssignment), typeof(NicFlowRule), typeof(PktgenRange), typeof(PktgenAddressRange), typeof(PktgenImix)];

    // Lines about a file, by name: looking at all types would load the libraries that charts derive from.
    private static readonly string[] _controls = ["LabSweep", "LabSweepRun", "LabSearch", "LabReportHead"];

    // A call tree is not a record: it is a view of a profile, and its nodes know their parents.
    private static readonly Dictionary<string, Type> _byName = typeof(ResultTypes).Assembly.GetExportedTypes()
        .Where(type => type is { Namespace: nameof(UdpLab), IsClass: true, IsAbstract: false, IsGenericType: false } && IsPublicRecord(type))
        .Where(type => !typeof(LabHost).IsAssignableFrom(type) && !_values.Contains(type))
        .Append(typeof(LabHost))
        .Concat(_controls.Select(name => typeof(ResultTypes).Assembly.GetType($"{nameof(UdpLab)}.{name}", throwOnError: true)!))
        .ToDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public static IEnumerable<Type> All => _byName.Values;

    /// <summary>The type name of a value; null if it is not a result.</summary>
    public static string? NameOf(object value)
    {
        Type type = value is LabHost ? typeof(LabHost) : value.GetType();
        return _byName.TryGetValue(type.Name, out Type? known) && known == type ? type.Name : null;
    }

    /// <summary>The type of a name; null if there is none.</summary>
    public static Type? Find(string name) => _byName.GetValueOrDefault(name);

    // Every record has this method, which C# names itself.
    private static bool IsPublicRecord(Type type) => type.IsPublic && type.GetMethod("<Clone>$", BindingFlags.Public | BindingFlags.Instance) is not null;
}

/// <summary>A line of a result file that is about the file: a sweep's plan and progress, a report's title. Import-LabResult omits it.</summary>
internal interface IResultControl;
