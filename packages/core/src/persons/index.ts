export { erasePerson, exportPerson, forgetContacts, mergeParticipants, personData } from './persons.ts';
