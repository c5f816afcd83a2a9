using System.Reflection;

namespace UdpLab.Help.Types;

/// <summary>Reads the types that cmdlets return and those of their properties, with what the code's own documentation says about them.</summary>
internal sealed class TypeReader(Documentation documentation)
{
    private const string Space = "UdpLab";

    private readonly SortedDictionary<string, TypeFacts?> _found = new(StringComparer.Ordinal);

    /// <summary>The types, by name.</summary>
    public IEnumerable<TypeFacts> Found => _found.Values.OfType<TypeFacts>();

    /// <summary>Adds a type, and the types of its properties.</summary>
    public void Add(Type type)
    {
        if (!IsOurs(type) || !_found.TryAdd(type.Name, null))
        {
            return;
        }

        MemberFacts[] members = type.IsEnum
            ? [.. type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => new MemberFacts(f.Name, "", documentation.Of($"F:{type.FullName}.{f.Name}")))]
            : [.. type.GetProperties().Where(p => p.GetMethod is { IsPublic: true, IsStatic: false } && p.GetIndexParameters().Length == 0)
                .Select(p => new MemberFacts(p.Name, Text(p.PropertyType), documentation.Of($"P:{p.DeclaringType!.FullName}.{p.Name}")))];
        _found[type.Name] = new TypeFacts(type.Name, documentation.Of($"T:{type.FullName}"), type.IsEnum, members);
    }

    private static bool IsOurs(Type type) => type.Namespace == Space && type is { IsPublic: true, IsGenericType: false };

    private string Text(Type type)
    {
        if (type.IsArray)
        {
            return $"list of {Text(type.GetElementType()!)}";
        }

        Type[] arguments = type.GetGenericArguments();
        switch (arguments.Length)
        {
            case 1 when type.Name == "Nullable`1":
                return Text(arguments[0]);
            case 1:
                return $"list of {Text(arguments[0])}";
            case 2:
                return $"table of {Text(arguments[1])} by {Text(arguments[0])}";
            default:
                Add(type);
                return IsOurs(type) ? $"[{type.Name}]({type.Name}.md)" : type.Name;
        }
    }
}
