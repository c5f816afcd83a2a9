namespace UdpLab.Help.Types;

/// <summary>A type of objects that cmdlets return: what its properties are, or the values it has.</summary>
/// <param name="Name">Without its namespace.</param>
/// <param name="Summary">What it is, as Markdown.</param>
/// <param name="IsChoice">Whether it is a list of names.</param>
/// <param name="Members">Its properties or its values, in the order in which they are declared.</param>
internal sealed record TypeFacts(string Name, string Summary, bool IsChoice, IReadOnlyList<MemberFacts> Members);

/// <summary>A property, with its type as Markdown, or a value of a choice; and what it means, as Markdown.</summary>
internal sealed record MemberFacts(string Name, string Type, string Meaning);
